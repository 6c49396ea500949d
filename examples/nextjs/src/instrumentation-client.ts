import * as Sentry from "@sentry/browser";
import { builtRelease } from "./release";

const dsn = process.env.NEXT_PUBLIC_SENTRY_DSN;

if (dsn) Sentry.init({ dsn, ...builtRelease });
