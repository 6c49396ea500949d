/**
 * What may leave the app: one function, used for events, spans, logs and breadcrumbs alike, because
 * no hook of the SDK sees what another one sends.
 *
 * Texts lose what can be known by its shape. Names, streets and birthdays have none: the app keeps
 * them out of what it reports.
 */

type Replace = [pattern: RegExp, by: string | ((found: string, kept: string) => string)];

/** Repetitions are bounded, so that no long text takes long. Browsers before 2023 know no look-behind. */
const SHAPES: Replace[] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]{0,8192}?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g, "[key]"],
  [/\beyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]{4,}/g, "[token]"],
  [/\b(?:sntry[sui]_[\w+/=-]{8,}|gh[pousr]_\w{30,}|github_pat_\w{22,}|AKIA[0-9A-Z]{12,16}|[rs]k_(?:live|test)_\w{8,})/g, "[token]"],
  [/\b(bearer|basic)\s+[\w.~+/-]{6,}=*/gi, (_, scheme) => `${scheme} [token]`],
  [/(:\/\/)[^/\s:@]{1,256}:[^/\s@]{1,256}@/g, (_, start) => `${start}[login]@`],
  [/[\w.+-]{1,64}(?:@|%40)(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}\b/g, "[email]"],
  [/\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,7}\b/g, (found) => (isIban(found) ? "[iban]" : found)],
  [/\+\d{1,3}[ -]?(?:\(?\d{2,5}\)?[ -]?){1,4}\d{2,}/g, "[phone]"],
  [/\b\d{3}-\d{2}-\d{4}\b/g, "[ssn]"],
  [/((?:\/home|\/Users|\\Users|\\\\Users)[\\/]{1,2})[^\\/\s"']{1,64}/g, (_, start) => `${start}[user]`],
  [/\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b/gi, "[mac]"],
  [/\b(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\b(?!\.\d)/g, "[ip]"],
  [/(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})/gi, (found) => (isAddress(found) ? "[ip]" : found)],
  [/\b\d(?:[ -]?\d){12,18}\b/g, (found) => (hasCheckDigit(found) ? "[card]" : found)],
];

/** Values below these keys go whole, whatever they look like. */
const SECRET_KEY = /(?:^|[_.-])(?:pass(?:word|wd|phrase)?|pwd|secret|credentials?|authorization|api[_-]?key|(?:access|refresh|auth|id|csrf|xsrf)[_-]?token|token|cookies?|session(?:[_-]?id)?|sid)$/i;

/** How frames, traces and releases are found again: changed, no stack would resolve. The last is never sent. */
const KEPT_KEY = /^(?:filename|abs_path|module|function|code_file|(?:debug|event|trace|span|parent_span)_id|release|dist|environment|sentry\.(?:release|environment|segment\.id)|sdkProcessingMetadata)$/;

/** Attributes of spans and logs that tell who a user is; the ID alone is kept. */
const WHO = /^user\.(?!id$)/;

const DEEPEST = 12;

export function scrubEvent<E extends { user?: { id?: string | number } }>(event: E): E {
  const user = event.user?.id === undefined ? undefined : { id: event.user.id };
  return scrub({ ...event, user });
}

export function scrubSpan<S extends object>(span: S): S {
  return scrub(span);
}

export function scrubLog<L extends object>(log: L): L {
  return scrub(log);
}

export function scrubBreadcrumb<B extends object>(breadcrumb: B): B {
  return scrub(breadcrumb);
}

function scrub<T>(value: T): T {
  return walk(value, "", 0) as T;
}

function walk(value: unknown, key: string, depth: number): unknown {
  if (KEPT_KEY.test(key)) return value;
  if (SECRET_KEY.test(key) && value !== null && value !== undefined) return "[Filtered]";
  if (typeof value === "string") return scrubText(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth === DEEPEST) return "[too deep]";
  if (Array.isArray(value)) return value.map((each) => walk(each, "", depth + 1));
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const kept = Object.entries(value).filter(([name]) => !WHO.test(name));
  return Object.fromEntries(kept.map(([name, each]) => [name, walk(each, name, depth + 1)]));
}

function scrubText(text: string): string {
  return SHAPES.reduce((rest, [pattern, by]) => rest.replace(pattern, by as string), text);
}

function hasCheckDigit(found: string): boolean {
  const digits = found.replace(/\D/g, "").split("").reverse().map(Number);
  const sum = digits.reduce((total, digit, at) => total + (at % 2 ? digit * 2 - (digit > 4 ? 9 : 0) : digit), 0);
  return digits.length >= 13 && sum % 10 === 0;
}

function isIban(found: string): boolean {
  const account = found.replace(/ /g, "");
  const figures = (account.slice(4) + account.slice(0, 4)).replace(/[A-Z]/g, (letter) => String(parseInt(letter, 36)));
  return [...figures].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1;
}

/** An address of IPv6 has eight groups, or `::` for those that are zero; a time has neither. */
function isAddress(found: string): boolean {
  return found.includes("::") || found.split(":").length === 8;
}
