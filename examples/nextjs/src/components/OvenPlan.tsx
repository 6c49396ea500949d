"use client";

import * as Sentry from "@sentry/nextjs";
import { useRef, useState } from "react";

/** Work that is done in a web worker. */
export function OvenPlan() {
  const worker = useRef<Worker | null>(null);
  const [loads, setLoads] = useState<number[]>([]);

  function ask(loaves: number) {
    worker.current ??= open(setLoads);
    worker.current.postMessage(loaves);
  }

  return (
    <section>
      <button onClick={() => ask(40)}>plan 40 loaves</button>
      <button id="worker" onClick={() => ask(-1)}>
        plan -1 loaves
      </button>
      {loads.join(" + ")}
    </section>
  );
}

function open(answer: (loads: number[]) => void): Worker {
  const worker = new Worker(new URL("./oven.worker.ts", import.meta.url), { type: "module" });
  // First the SDK, which keeps its own messages from the listener below.
  Sentry.addIntegration(Sentry.webWorkerIntegration({ worker }));
  worker.addEventListener("message", (event: MessageEvent<unknown>) => {
    if (Array.isArray(event.data)) answer(event.data);
  });
  return worker;
}
