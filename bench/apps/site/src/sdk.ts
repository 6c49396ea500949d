import * as Sentry from "@sentry/browser";

declare const DSN: string;
declare const RELEASE: string;
declare const DIST: string;
declare const ENVIRONMENT: string;

Sentry.init({
  dsn: DSN,
  release: RELEASE,
  dist: DIST || undefined,
  environment: ENVIRONMENT,
});

export function report(edition: string): void {
  Sentry.setTag("edition", edition);
}
