/** A uPlot chart in a box: sized by the box, fed with new data in place, rebuilt only when the theme changes. */
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

export interface ChartFrameProps {
  /** Builds the options anew; read when the chart is built. */
  readonly options: () => Omit<uPlot.Options, 'width' | 'height'>;
  readonly data: uPlot.AlignedData;
  /** The chart is rebuilt when this changes. */
  readonly look: string;
  /** What the chart shows, in words. */
  readonly label: string;
}

export function ChartFrame({ options, data, look, label }: ChartFrameProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const latest = useRef({ options, data });
  latest.current = { options, data };

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const plot = new uPlot({ ...latest.current.options(), ...sizeOf(element) }, latest.current.data, element);
    chart.current = plot;
    const observer = new ResizeObserver(() => plot.setSize(sizeOf(element)));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
      chart.current = null;
    };
  }, [look]);

  useEffect(() => chart.current?.setData(data), [data]);
  return <div class="chart" ref={box} role="img" aria-label={label} />;
}

function sizeOf(element: HTMLElement): { width: number; height: number } {
  return { width: element.clientWidth, height: element.clientHeight };
}
