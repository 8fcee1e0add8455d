/**
 * A TypeDoc plugin. `{@link name}` in one entry point finds the symbol of that name in the root. And every export, property and method
 * must be documented; what stands in an object written inside a field's type is documented by that field.
 */
import { Application, ReflectionKind } from "typedoc";

const documented =
  ReflectionKind.CallSignature |
  ReflectionKind.Interface |
  ReflectionKind.TypeAlias |
  ReflectionKind.Variable |
  ReflectionKind.Class |
  ReflectionKind.Enum |
  ReflectionKind.Namespace |
  ReflectionKind.Property;

function isInside(reflection, kinds) {
  for (let outer = reflection.parent; outer !== undefined; outer = outer.parent)
    if (outer.kindOf(kinds)) return true;
  return false;
}

function hasWords(reflection) {
  const owner = reflection.kindOf(ReflectionKind.SomeSignature) ? reflection.parent : undefined;
  const signatures = reflection.signatures ?? reflection.type?.declaration?.signatures ?? [];
  return [reflection, owner, ...signatures].some((one) => one?.hasComment() === true);
}

export function load(app) {
  app.converter.addUnknownSymbolResolver(({ symbolReference }, from) => {
    const names = symbolReference?.path?.map(({ path }) => path) ?? [];
    const target = names.length === 0 ? undefined : from.project.getChildByName(["index", ...names]);
    return target === undefined ? undefined : { target, caption: names.join(".") };
  });
  app.on(Application.EVENT_VALIDATE_PROJECT, (project) => {
    const isOurs = (reflection) =>
      project.getSymbolIdFromReflection(reflection)?.packageName === project.packageName;
    const nested = ReflectionKind.Parameter | ReflectionKind.TypeLiteral;
    for (const reflection of project.getReflectionsByKind(documented))
      if (isOurs(reflection) && !isInside(reflection, nested) && !hasWords(reflection))
        app.logger.validationWarning(`${reflection.getFriendlyFullName()} has no documentation`);
  });
}
