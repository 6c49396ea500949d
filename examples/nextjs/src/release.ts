export type Release = { release?: string; dist?: string; environment?: string };

/** The release that the build was made for: the same text in every bundle. */
export const builtRelease: Release = {
  release: process.env.NEXT_PUBLIC_SENTRY_RELEASE || undefined,
  dist: process.env.NEXT_PUBLIC_SENTRY_DIST || undefined,
  environment: process.env.NEXT_PUBLIC_SENTRY_ENVIRONMENT || undefined,
};

/** What the server says it runs: its own variables, else those of the build. */
export function runningRelease(): Release {
  return {
    release: process.env.SENTRY_RELEASE || builtRelease.release,
    dist: process.env.SENTRY_DIST || builtRelease.dist,
    environment: process.env.SENTRY_ENVIRONMENT || builtRelease.environment,
  };
}
