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
    unread: tuple[str, ...] = ()
    differ: tuple[str, ...] = ()


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

GITLAB = Repository(
    {
        "package.json": '{"name": "console", "scripts": {"build": "vite build"}}\n',
        ".gitlab-ci.yml": """image: node:20

stages: [build, release]

variables:
  SENTRY_ORG: acme
  SENTRY_URL: https://sentry.example.com/

.sentry:
  image:
    name: getsentry/sentry-cli
    entrypoint: [""]
  variables:
    SENTRY_PROJECT: console
  before_script:
    - export SENTRY_RELEASE="console@${CI_COMMIT_SHA}"

build:
  stage: build
  script:
    - npm ci
    - npm run build
  artifacts:
    paths: [dist]

sentry:
  extends: .sentry
  stage: release
  script:
    - sentry-cli releases new $SENTRY_RELEASE
    - sentry-cli releases set-commits --auto $SENTRY_RELEASE || true
    - sentry-cli releases files $SENTRY_RELEASE upload-sourcemaps dist/assets --url-prefix '~/assets'
    - sentry-cli releases finalize $SENTRY_RELEASE
  only: [main]

deploy:
  stage: release
  environment: production
  script:
    - sentry-cli releases deploys console@${CI_COMMIT_SHA} new -e production
""",
    },
    Had(
        "acme",
        ("console",),
        "console@{git.sha}",
        (Output("dist/assets", "~/assets"),),
        ("production",),
        token=None,
        url="https://sentry.example.com/",
        commits="auto",
    ),
)

CIRCLECI = Repository(
    {
        "package.json": '{"name": "docs", "version": "0.3.0", "scripts": {"build": "vite build"}}\n',
        ".circleci/config.yml": """version: 2.1

commands:
  sentry_release:
    parameters:
      project:
        type: string
      folder:
        type: string
        default: dist
    steps:
      - run:
          name: Sentry
          environment:
            SENTRY_ORG: acme
          command: |
            VERSION=$(npx sentry-cli releases propose-version)
            npx sentry-cli releases new -p << parameters.project >> $VERSION
            npx sentry-cli sourcemaps upload << parameters.folder >> \\
              -p << parameters.project >> -r $VERSION --url-prefix "~/js"
            npx sentry-cli releases finalize $VERSION

jobs:
  release:
    docker:
      - image: cimg/node:20.11
    steps:
      - checkout
      - run: npm run build
      - sentry_release:
          project: docs
          folder: dist/js

workflows:
  main:
    jobs:
      - release:
          context: sentry
""",
    },
    Had("acme", ("docs",), "auto", (Output("dist/js", "~/js"),), token=None),
)

AZURE = Repository(
    {
        "package.json": '{"name": "admin", "scripts": {"build": "ng build"}}\n',
        "azure-pipelines.yml": """trigger: [main]

variables:
  sentryOrg: acme
  sentryProject: admin

steps:
  - checkout: self
    fetchDepth: 0
  - task: Npm@1
    inputs:
      command: custom
      customCommand: run build
  - bash: |
      npx @sentry/cli releases --org $(sentryOrg) new --project $(sentryProject) $(Build.SourceVersion)
      npx @sentry/cli releases --org $(sentryOrg) files $(Build.SourceVersion) \\
        upload-sourcemaps dist/admin/browser --project $(sentryProject) --url-prefix '~/'
    displayName: Sentry
    env:
      SENTRY_AUTH_TOKEN: $(sentryToken)
""",
    },
    Had("acme", ("admin",), "{git.sha}", (Output("dist/admin/browser", "~/"),)),
)

JENKINS = Repository(
    {
        "package.json": '{"name": "checkout", "version": "2.0.0", "scripts": {"build": "webpack"}}\n',
        "Jenkinsfile": """pipeline {
  agent { docker { image 'node:20' } }
  environment {
    SENTRY_ORG = 'acme'
    SENTRY_PROJECT = 'checkout'
    SENTRY_AUTH_TOKEN = credentials('sentry-auth-token')
    VERSION = "${sh(returnStdout: true, script: 'git rev-parse --short HEAD').trim()}"
  }
  stages {
    stage('Build') {
      steps { sh 'npm ci && npm run build' }
    }
    stage('Sentry') {
      when { branch 'main' } // not for pull requests
      steps {
        sh \"""
          npx sentry-cli releases new checkout-${VERSION}
          npx sentry-cli sourcemaps upload --release=checkout-${VERSION} --url-prefix=~/dist ./dist
          npx sentry-cli releases finalize checkout-${VERSION}
        \"""
        sh "npx sentry-cli deploys new --release checkout-${env.VERSION} --env staging"
      }
    }
  }
}
""",
    },
    Had(
        "acme",
        ("checkout",),
        "checkout-{git.short}",
        (Output("dist", "~/dist"),),
        ("staging",),
    ),
)

MAKE_AND_DOCKER = Repository(
    {
        "package.json": '{"name": "wiki", "version": "5.0.1", "scripts": {"build": "vite build"}}\n',
        "Makefile": """SENTRY_ORG ?= acme
PROJECT := wiki
VERSION := $(shell git rev-parse HEAD)
RELEASE = $(PROJECT)@$(VERSION)

.PHONY: build sentry

build:
\\tdocker build --build-arg RELEASE=$(RELEASE) -t wiki .

sentry: build
\\tsentry-cli --auth-token $$SENTRY_TOKEN releases --org $(SENTRY_ORG) new -p $(PROJECT) $(RELEASE)
\\tsentry-cli --auth-token $$SENTRY_TOKEN releases --org $(SENTRY_ORG) -p $(PROJECT) \\\\
\\t  files $(RELEASE) upload-sourcemaps ./public/build --url-prefix "~/build"
\\t@find public -name "*.map" -exec rm -f {} \\\\;
""".replace("\\t", "\t").replace("\\\\", "\\"),
        "Dockerfile": """FROM node:20 AS build
WORKDIR /app
ARG RELEASE
COPY . .
RUN npm ci && npm run build
""",
    },
    Had(
        "acme",
        ("wiki",),
        "wiki@{git.sha}",
        (Output("public/build", "~/build"),),
        token="SENTRY_TOKEN",
        strip=True,
    ),
)

WITH_SENTRY_CONFIG = Repository(
    {
        "package.json": '{"name": "web", "version": "1.0.0", "scripts": {"build": "next build"}, "dependencies": {"next": "15.1.0", "@sentry/nextjs": "9.0.0"}}\n',
        "next.config.mjs": """import { withSentryConfig } from "@sentry/nextjs";

/** @type {import('next').NextConfig} */
const nextConfig = { reactStrictMode: true };

export default withSentryConfig(nextConfig, {
  org: "acme",
  project: "web",
  authToken: process.env.SENTRY_AUTH_TOKEN,
  silent: !process.env.CI,
  widenClientFileUpload: true,
  release: {
    name: process.env.VERCEL_GIT_COMMIT_SHA,
    deploy: { env: "production" },
    setCommits: { auto: true },
  },
  sourcemaps: { deleteSourcemapsAfterUpload: true },
});
""",
    },
    Had("acme", ("web",), "{git.sha}", (), ("production",), commits="auto", strip=True),
)

VITE_PLUGIN = Repository(
    {
        "package.json": '{"name": "shop", "version": "4.2.0", "scripts": {"build": "vite build"}, "devDependencies": {"vite": "6.0.0", "@sentry/vite-plugin": "3.0.0"}}\n',
        ".env.sentry-build-plugin": "SENTRY_AUTH_TOKEN=\n",
        "vite.config.ts": """import { sentryVitePlugin } from "@sentry/vite-plugin";
import { defineConfig } from "vite";
import pkg from "./package.json";

export default defineConfig({
  build: { sourcemap: true },
  plugins: [
    sentryVitePlugin({
      org: "acme",
      project: "shop",
      url: "https://sentry.example.com",
      authToken: process.env.SENTRY_AUTH_TOKEN,
      release: { name: `shop@${pkg.version}`, dist: process.env.BUILD_NUMBER },
      sourcemaps: {
        assets: "./dist/assets/**",
        ignore: ["node_modules"],
        filesToDeleteAfterUpload: ["./dist/**/*.map"],
      },
    }),
  ],
});
""",
    },
    Had(
        "acme",
        ("shop",),
        "shop@{package.version}",
        (Output("dist/assets", "~/"),),
        url="https://sentry.example.com",
        strip=True,
        dist="{env.BUILD_NUMBER}",
    ),
)

WEBPACK_PLUGIN = Repository(
    {
        "package.json": '{"name": "crm", "scripts": {"build": "webpack"}, "devDependencies": {"webpack": "5.90.0", "@sentry/webpack-plugin": "1.20.0"}}\n',
        "webpack.config.js": """const SentryWebpackPlugin = require("@sentry/webpack-plugin");

module.exports = {
  devtool: "source-map",
  output: { path: __dirname + "/build" },
  plugins: [
    new SentryWebpackPlugin({
      org: "acme",
      project: "crm",
      release: process.env.SENTRY_RELEASE,
      include: "./build/static",
      urlPrefix: "~/static",
      ignore: ["node_modules", "webpack.config.js"],
      deploy: { env: "production" },
    }),
  ],
};
""",
        ".gitlab-ci.yml": """build:
  variables:
    SENTRY_RELEASE: crm-$CI_COMMIT_SHORT_SHA
  script:
    - npm run build
""",
    },
    Had(
        "acme",
        ("crm",),
        "crm-{env.CI_COMMIT_SHORT_SHA}",
        (Output("build/static", "~/static"),),
        ("production",),
        token=None,
    ),
)

SVELTEKIT = Repository(
    {
        "package.json": '{"name": "blog", "scripts": {"build": "vite build"}, "devDependencies": {"@sveltejs/kit": "2.0.0", "@sentry/sveltekit": "9.0.0", "vite": "6.0.0"}}\n',
        "vite.config.js": """import { sveltekit } from "@sveltejs/kit/vite";
import { sentrySvelteKit } from "@sentry/sveltekit";

export default {
  plugins: [
    sentrySvelteKit({
      sourceMapsUploadOptions: {
        org: "acme",
        project: "blog",
        authToken: process.env.SENTRY_AUTH_TOKEN,
      },
    }),
    sveltekit(),
  ],
};
""",
        ".github/workflows/ci.yml": """on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: npm run build
        env:
          SENTRY_AUTH_TOKEN: ${{ secrets.SENTRY_AUTH_TOKEN }}
          SENTRY_RELEASE: ${{ github.sha }}
""",
    },
    Had("acme", ("blog",), "{git.sha}"),
)

PROPERTIES_AND_FASTLANE = Repository(
    {
        "package.json": '{"name": "kiosk", "version": "1.1.0", "scripts": {"build": "vite build"}}\n',
        ".gitignore": "node_modules\n",
        "sentry.properties": "defaults.url=https://sentry.example.com/\ndefaults.org=acme\ndefaults.project=kiosk\nauth.token=\n",
        "android/sentry.properties": "defaults.org=acme\ndefaults.project=kiosk-android\n",
        "fastlane/Fastfile": """lane :web do |options|
  version = sh("git rev-parse HEAD").strip
  sh("npm run build")
  sentry_create_release(version: version, app_identifier: "kiosk")
  sentry_upload_sourcemap(
    auth_token: ENV["SENTRY_AUTH_TOKEN"],
    app_identifier: "kiosk",
    version: version,
    sourcemap: ["dist/assets"],
    url_prefix: "~/assets",
  )
  sentry_create_deploy(version: version, app_identifier: "kiosk", env: "production")
end

lane :android do
  sentry_debug_files_upload(path: "android/build")
end
""",
    },
    Had(
        "acme",
        ("kiosk",),
        "kiosk@{git.sha}",
        (Output("dist/assets", "~/assets"),),
        ("production",),
        url="https://sentry.example.com/",
    ),
)

_TWO_APPS = {
    "package.json": '{"name": "acme", "private": true, "workspaces": ["apps/*"]}\n',
    ".sentryclirc": "[defaults]\norg = acme\n",
    "apps/web/package.json": '{"name": "@acme/web", "version": "2.0.0", "scripts": {"build": "vite build"}, "devDependencies": {"vite": "6.0.0"}}\n',
    "apps/admin/package.json": '{"name": "@acme/admin", "version": "0.9.0", "scripts": {"build": "vite build"}, "devDependencies": {"vite": "6.0.0"}}\n',
    ".github/workflows/release.yml": """on:
  push:
    branches: [main]
jobs:
  release:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        include:
          - app: web
            project: shop-web
            prefix: ~/static
          - app: admin
            project: shop-admin
            prefix: ~/admin/static
    env:
      SENTRY_AUTH_TOKEN: ${{ secrets.SENTRY_AUTH_TOKEN }}
      SENTRY_PROJECT: ${{ matrix.project }}
    defaults:
      run:
        working-directory: apps/${{ matrix.app }}
    steps:
      - uses: actions/checkout@v4
        with: {fetch-depth: 0}
      - run: npm run build
      - run: |
          VERSION="${{ matrix.app }}@$(node -p "require('./package.json').version")"
          npx sentry-cli releases new "$VERSION"
          npx sentry-cli sourcemaps upload -r "$VERSION" -u '${{ matrix.prefix }}' dist/static
""",
}
TWO_APPS_WEB = Repository(
    _TWO_APPS,
    Had("acme", ("shop-web",), "web@{package.version}", (Output("dist/static", "~/static"),)),
    "apps/web",
)
TWO_APPS_ADMIN = Repository(
    _TWO_APPS,
    Had(
        "acme",
        ("shop-admin",),
        "admin@{package.version}",
        (Output("dist/static", "~/admin/static"),),
    ),
    "apps/admin",
)

LEGACY = Repository(
    {
        "package.json": """{
  "name": "old-shop",
  "scripts": {
    "build": "gulp",
    "postbuild": "sentry-cli releases -o acme -p old-shop files $npm_package_version upload-sourcemaps --url-prefix https://static.example.com/js --rewrite --strip-common-prefix --validate public/js --ignore node_modules"
  }
}
"""
    },
    Had(
        "acme",
        ("old-shop",),
        "{package.version}",
        (Output("public/js", "https://static.example.com/js"),),
        token=None,
    ),
)

SELF_HOSTED = Repository(
    {
        "package.json": '{"name": "intranet", "version": "1.2.3", "scripts": {"build": "vite build"}}\n',
        "deploy.sh": """#!/bin/sh
export SENTRY_URL=https://sentry.intern.example.com
export SENTRY_ORG=acme
export SENTRY_PROJECT=intranet
export SENTRY_LOG_LEVEL=debug
yarn build
version="$(jq -r .version package.json)+$(git log -1 --format=%h)"
yarn sentry-cli releases new "intranet@$version" --finalize
(cd dist && yarn sentry-cli sourcemaps inject . && \\
  yarn sentry-cli sourcemaps upload --release="intranet@$version" .)
""",
    },
    Had(
        "acme",
        ("intranet",),
        "intranet@{package.version}+{git.short}",
        (Output("dist", "~/"),),
        token=None,
        url="https://sentry.intern.example.com",
    ),
)

REPOSITORIES = {
    "a script of package.json": PACKAGE_SCRIPT,
    "a shell script": RELEASE_SCRIPT,
    "the action": GITHUB_ACTION,
    "a workflow with npx": GITHUB_WORKFLOW,
    "GitLab": GITLAB,
    "CircleCI": CIRCLECI,
    "Azure": AZURE,
    "a Jenkinsfile": JENKINS,
    "a Makefile and Docker": MAKE_AND_DOCKER,
    "a configuration with a wrapper": WITH_SENTRY_CONFIG,
    "a plugin, and a dotenv file of it": VITE_PLUGIN,
    "a plugin of the first version": WEBPACK_PLUGIN,
    "an SDK that hands options on": SVELTEKIT,
    "properties and fastlane": PROPERTIES_AND_FASTLANE,
    "two apps, the first": TWO_APPS_WEB,
    "two apps, the second": TWO_APPS_ADMIN,
    "files and a URL prefix": LEGACY,
    "a server of one's own": SELF_HOSTED,
}
