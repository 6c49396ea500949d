import * as Sentry from "@sentry/nextjs";
import { builtRelease } from "./release";
import { scrubBreadcrumb, scrubEvent, scrubLog, scrubSpan } from "./scrub";

Sentry.init({
  dsn: process.env.NEXT_PUBLIC_SENTRY_DSN,
  ...builtRelease,
  // What the SDK collects by itself, key by key: its defaults collect all of it.
  dataCollection: {
    userInfo: false,
    cookies: false,
    httpHeaders: { request: { allow: ["user-agent", "content-type"] }, response: false },
    httpBodies: [],
    urlQueryParams: false,
    graphQL: { document: false, variables: false },
    genAI: { inputs: false, outputs: false },
    databaseQueryData: false,
    queues: false,
    stackFrameVariables: false,
    frameContextLines: 5,
  },
  beforeSend: scrubEvent,
  beforeSendSpan: scrubSpan,
  beforeSendLog: scrubLog,
  beforeBreadcrumb: scrubBreadcrumb,
});

export const onRouterTransitionStart = Sentry.captureRouterTransitionStart;
