import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Footer } from "@/components/Footer";
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
        <Footer release={builtRelease.release ?? "unknown"} />
      </body>
    </html>
  );
}
