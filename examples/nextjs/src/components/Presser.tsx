"use client";

import { useEffect } from "react";

const PATIENCE_MILLISECONDS = 10_000;

/** Press the buttons that the address names, as in `/#lazy-open,lazy-panel`, each as soon as it is there. */
export function Presser() {
  useEffect(() => {
    const ids = location.hash.slice(1).split(",").filter(Boolean);
    const end = Date.now() + PATIENCE_MILLISECONDS;
    const timer = setInterval(() => {
      const button = document.getElementById(ids[0] ?? "");
      if (button) {
        ids.shift();
        button.click();
      }
      if (ids.length === 0 || Date.now() > end) clearInterval(timer);
    }, 50);
    return () => clearInterval(timer);
  }, []);
  return null;
}
