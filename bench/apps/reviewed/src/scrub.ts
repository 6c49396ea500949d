const EMAIL = /[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}/gi;

function scrub<T>(value: T): T {
  return JSON.parse(JSON.stringify(value).replace(EMAIL, "[email]")) as T;
}

export const scrubEvent = <E extends object>(event: E): E => scrub(event);
export const scrubSpan = <S extends object>(span: S): S => scrub(span);
export const scrubLog = <L extends object>(log: L): L => scrub(log);
export const scrubBreadcrumb = <B extends object>(breadcrumb: B): B => scrub(breadcrumb);
