"use client";

import * as Sentry from "@sentry/nextjs";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { scrubLog } from "../scrub";

/** The last boundary. An error with a digest came from the server, which has reported it with its real stack. */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const [eventId, setEventId] = useState<string>();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The page that had the focus is gone: a screen reader goes on from here.
    heading.current?.focus();
    if (!error.digest) setEventId(Sentry.captureException(error));
  }, [error]);

  return (
    <html lang="en">
      <body>
        <main>
          <title>Something went wrong</title>
          <h1 ref={heading} tabIndex={-1}>Something went wrong</h1>
          {eventId && <p>We have noted it as <code id="event-id">{eventId}</code>.</p>}
          {error.digest && <p>The server calls it <code>{error.digest}</code>.</p>}
          <Question eventId={eventId} digest={error.digest} />
          <button onClick={reset}>Try again</button>
        </main>
      </body>
    </html>
  );
}

const SAID = { asked: "", sending: "Sending …", sent: "Thank you, we have it.", failed: "It could not be sent." };

/** One question, answered by the feedback API alone: the widget would weigh more than all of this page. */
function Question({ eventId, digest }: { eventId?: string; digest?: string }) {
  const [state, setState] = useState<keyof typeof SAID>("asked");
  const said = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // The button that had the focus is gone with the form.
    if (state === "sent") said.current?.focus();
  }, [state]);

  async function answer(form: FormEvent<HTMLFormElement>) {
    form.preventDefault();
    const message = String(new FormData(form.currentTarget).get("message")).trim();
    if (!message) return;
    setState("sending");
    // The digest is how an event of the server is found.
    const tags = digest ? { digest } : undefined;
    const url = location.origin + location.pathname;
    // No hook of the SDK sees what is written here, so it is scrubbed as any text is.
    const feedback = { ...scrubLog({ message }), url, source: "global-error", associatedEventId: eventId, tags };
    setState((await arrived(Sentry.captureFeedback(feedback))) ? "sent" : "failed");
  }

  return (
    <form onSubmit={answer}>
      {state !== "sent" && (
        <>
          <p><label htmlFor="message">What did you do just before?</label></p>
          <textarea id="message" name="message" rows={4} cols={50} maxLength={2000} required aria-describedby="whereto" />
          <p id="whereto">It is sent to the people who look after this shop: leave out names and addresses.</p>
          <button id="send" disabled={state === "sending"}>Send</button>
        </>
      )}
      <p id="said" ref={said} role="status" tabIndex={-1}>{SAID[state]}</p>
    </form>
  );
}

/** Resolves to whether the server has taken an event. */
function arrived(id: string): Promise<boolean> {
  return new Promise((tell) => {
    const late = setTimeout(() => tell(false), 10_000);
    Sentry.getClient()?.on("afterSendEvent", (event, { statusCode = 0 }) => {
      if (event.event_id !== id) return;
      clearTimeout(late);
      tell(statusCode >= 200 && statusCode < 300);
    });
  });
}
