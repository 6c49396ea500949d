import type { Metadata } from "next";
import type { ReactNode } from "react";
import { builtRelease } from "@/release";
import "./globals.css";

export const metadata: Metadata = {
  title: "Corner bakery",
  description: "Bread, and errors whose places are known",
  other: { release: builtRelease.release ?? "" },
};

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <main>{children}</main>
        <footer>release {builtRelease.release ?? "unknown"}</footer>
      </body>
    </html>
  );
}
