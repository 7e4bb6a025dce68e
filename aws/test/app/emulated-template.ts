/**
 * A template without what an emulator does not know. References to what was left out become texts that say so, so that what
 * remains is deployed as it would be on AWS.
 */

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
}

export interface EmulatedTemplate {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
}

/** @param isUnknown whether the emulator cannot make it. */
export function withoutUnknown(
  template: EmulatedTemplate,
  isUnknown: (resource: TemplateResource) => boolean,
): EmulatedTemplate {
  const resources = Object.entries(template.Resources ?? {});
  const gone = new Set(resources.filter(([, resource]) => isUnknown(resource)).map(([id]) => id));
  const kept = resources
    .filter(([id]) => !gone.has(id))
    .map(([id, resource]) => [id, independent(resource, gone)] as const);
  return {
    ...template,
    ...withoutReferences({ Resources: Object.fromEntries(kept), Outputs: template.Outputs ?? {} }, gone),
  };
}

function independent(resource: TemplateResource, gone: ReadonlySet<string>): TemplateResource {
  const { DependsOn, ...rest } = resource;
  const left = [DependsOn ?? []].flat().filter((id) => !gone.has(id));
  return left.length === 0 ? rest : { ...rest, DependsOn: left };
}

/** @returns the same value, where nothing in it refers to what is gone. */
function withoutReferences<Value>(value: Value, gone: ReadonlySet<string>): Value {
  return JSON.parse(JSON.stringify(value), (_key, each: unknown) => {
    const id = referredTo(each);
    return id !== undefined && gone.has(id) ? `not-emulated-${id.toLowerCase()}` : each;
  });
}

function referredTo(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 1) return undefined;
  if ('Ref' in value && typeof value.Ref === 'string') return value.Ref;
  if ('Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt'])) return String(value['Fn::GetAtt'][0]);
  return undefined;
}
