/**
 * Writes what objects of one shape hold, by code that is generated for the shape: there each property is read in one place
 * of its own, which the platform learns, where a loop over all shapes' names looks each of them up anew.
 */
import { CodeWriter, stringLiteral } from '../row/code-writer.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { Shape, ShapeSite } from './state-shapes.ts';

/** Takes values of any kind; numbers go to its writer at once. */
export interface ValueWriter {
  readonly writer: ByteWriter;
  write(value: unknown, site: ShapeSite): void;
}

/** False, and nothing was written, when the object is of another shape: other names, or in another order. */
export type ShapeWriter = (object: Readonly<Record<string, unknown>>, values: ValueWriter) => boolean;

export function shapeWriter({ names, sites }: Pick<Shape, 'names' | 'sites'>): ShapeWriter {
  const code = new CodeWriter('shape-writer');
  const known = code.bind('names', names);
  code.block('return (object, values) =>', () => {
    code.line('let at = 0;');
    code.line(`for (const name in object) if (name !== ${known}[at++]) return false;`);
    code.line(`if (at !== ${names.length}) return false;`);
    for (const [index, name] of names.entries()) {
      const value = code.variable(name);
      code.line(`const ${value} = object[${stringLiteral(name)}];`);
      code.line(`if (typeof ${value} === 'number') values.writer.number(${value});`);
      code.line(`else values.write(${value}, ${code.bind('site', sites[index])});`);
    }
    code.line('return true;');
  });
  return code.evaluate();
}
