"""Repositories as people have them, and what their tools did there: made up, after public shapes."""

from typing import NamedTuple

from buildtools.settings import Output


class Had(NamedTuple):
    """What the tools of a repository did."""

    org: str | None
    projects: tuple[str, ...]
    release: str | None
    outputs: tuple[Output, ...] = ()
    environments: tuple[str, ...] = ()
    token: str | None = "SENTRY_AUTH_TOKEN"
    url: str | None = None
    commits: str | None = None
    strip: bool | None = None
    dist: str | None = None


class Repository(NamedTuple):
    """Files by their paths, and what is done there for the app in a folder."""

    files: dict[str, str]
    had: Had
    app: str = "."


PACKAGE_SCRIPT = Repository(
    {
        ".sentryclirc": "[defaults]\norg=acme\nproject=shop\n",
        "package.json": """{
  "name": "shop",
  "version": "3.1.0",
  "scripts": {
    "build": "vite build",
    "sentry:upload": "sentry-cli sourcemaps upload -r shop@$npm_package_version -u '~/assets' dist/assets",
    "release": "npm run build && sentry-cli releases new shop@$npm_package_version && npm run sentry:upload && sentry-cli releases finalize shop@$npm_package_version && rimraf 'dist/**/*.map'"
  }
}
""",
    },
    Had(
        "acme",
        ("shop",),
        "shop@{package.version}",
        (Output("dist/assets", "~/assets"),),
        token=None,
        strip=True,
    ),
)

RELEASE_SCRIPT = Repository(
    {
        "package.json": '{"name": "portal", "scripts": {"build": "webpack --mode=production"}}\n',
        "scripts/release.sh": """#!/usr/bin/env bash
set -euo pipefail

export SENTRY_ORG="acme"
SENTRY_PROJECT=${SENTRY_PROJECT:-portal}
VERSION="$(git rev-parse --short HEAD)"
RELEASE="portal-${VERSION}"

npm run build

if ! command -v sentry-cli >/dev/null; then
  curl -sL https://sentry.example.com/get-cli/ | bash
fi

sentry-cli releases new -p "$SENTRY_PROJECT" "$RELEASE"
sentry-cli releases set-commits "$RELEASE" --local
for folder in js vendor; do
  sentry-cli releases files "$RELEASE" upload-sourcemaps \\
    "./build/$folder" --url-prefix "~/static/$folder" --ext js --ext map
done
sentry-cli releases finalize "$RELEASE"
sentry-cli releases deploys "$RELEASE" new -e "${1:-production}"
find build -type f -name '*.map' -delete
""",
    },
    Had(
        "acme",
        ("portal",),
        "portal-{git.short}",
        (Output("build/js", "~/static/js"), Output("build/vendor", "~/static/vendor")),
        ("production",),
        token=None,
        commits="local",
        strip=True,
    ),
)

GITHUB_ACTION = Repository(
    {
        "package.json": '{"name": "web", "version": "1.4.2", "scripts": {"build": "vite build"}}\n',
        ".github/workflows/release.yml": """name: Release
on:
  push:
    tags: ['v*']

jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
      - run: npm ci && npm run build
      - name: Sentry release
        uses: getsentry/action-release@v3
        env:
          SENTRY_AUTH_TOKEN: ${{ secrets.SENTRY_AUTH_TOKEN }}
          SENTRY_ORG: acme
          SENTRY_PROJECT: web
        with:
          environment: production
          version: ${{ github.ref }}
          sourcemaps: './dist/assets'
          url_prefix: '~/assets'
""",
    },
    Had(
        "acme",
        ("web",),
        "{git.tag}",
        (Output("dist/assets", "~/assets"),),
        ("production",),
        commits="auto",
    ),
)

GITHUB_WORKFLOW = Repository(
    {
        "package.json": '{"name": "shop", "version": "1.0.0", "scripts": {"build": "vite build"}}\n',
        ".github/workflows/deploy.yml": """name: Deploy
on:
  push:
    branches: [main]
env:
  SENTRY_ORG: acme
  SENTRY_PROJECT: shop
jobs:
  build:
    runs-on: ubuntu-latest
    env:
      SENTRY_AUTH_TOKEN: ${{ secrets.SENTRY_AUTH_TOKEN }}
    steps:
      - uses: actions/checkout@v4
      - id: version
        run: echo "name=shop@$(git rev-parse --short HEAD)" >> "$GITHUB_OUTPUT"
      - run: npm run build
        env:
          VITE_RELEASE: ${{ steps.version.outputs.name }}
      - name: Upload source maps
        run: |
          npx @sentry/cli releases new ${{ steps.version.outputs.name }}
          npx @sentry/cli releases set-commits --auto ${{ steps.version.outputs.name }}
          npx @sentry/cli sourcemaps inject ./dist
          npx @sentry/cli sourcemaps upload ./dist \\
            --release "${{ steps.version.outputs.name }}" \\
            --url-prefix '~/'
          npx @sentry/cli releases finalize ${{ steps.version.outputs.name }}
          npx @sentry/cli deploys new \\
            -r ${{ steps.version.outputs.name }} \\
            -e ${{ github.ref == 'refs/heads/main' && 'production' || 'staging' }}
      - run: find dist -name '*.map' -exec rm {} +
""",
    },
    Had(
        "acme",
        ("shop",),
        "shop@{git.short}",
        (Output("dist", "~/"),),
        ("production", "staging"),
        commits="auto",
        strip=True,
    ),
)

REPOSITORIES = {
    "a script of package.json": PACKAGE_SCRIPT,
    "a shell script": RELEASE_SCRIPT,
    "the action": GITHUB_ACTION,
    "a workflow with npx": GITHUB_WORKFLOW,
}
