"use client";

import * as Sentry from "@sentry/nextjs";
import { useEffect } from "react";

/** The last boundary. An error with a digest came from the server, which has reported it with its real stack. */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  useEffect(() => {
    if (!error.digest) Sentry.captureException(error);
  }, [error]);

  return (
    <html lang="en">
      <body>
        <h1>Something went wrong</h1>
        {error.digest && <p>The server calls it {error.digest}.</p>}
        <button onClick={reset}>Try again</button>
      </body>
    </html>
  );
}
