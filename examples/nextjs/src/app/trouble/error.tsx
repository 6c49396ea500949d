"use client";

import * as Sentry from "@sentry/nextjs";
import { useEffect } from "react";

/** The boundary of this route: React hands it what fell in rendering, and reports nothing itself. */
export default function TroubleError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  useEffect(() => {
    if (!error.digest) Sentry.captureException(error);
  }, [error]);

  return <button onClick={reset}>Open the shop again</button>;
}
