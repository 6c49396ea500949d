import { browserTracingIntegration, init, setUser } from "@sentry/browser";
import { priceOf } from "./bread";
import { scrubBreadcrumb, scrubEvent, scrubLog, scrubSpan } from "./scrub";

declare const DSN: string;
declare const RELEASE: string;
declare const ENVIRONMENT: string;

if (DSN) {
  init({
    dsn: DSN,
    release: RELEASE,
    environment: ENVIRONMENT,
    tracesSampleRate: 0.1,
    tracePropagationTargets: ["/api/"],
    integrations: [browserTracingIntegration()],
    dataCollection: {
      userInfo: false,
      cookies: false,
      httpHeaders: { request: false, response: false },
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
  setUser({ id: "7" });
}

document.title = `Bread for ${priceOf(3)}`;
