"""Shapes that were tried when the reader was there, to see what it had not been made for."""

from buildtools.settings import Output
from tests.setup.existing.repositories import Had, Repository

TRIED = {
    "a wrapper with three arguments": Repository(
        {
            "package.json": '{"name":"web","version":"1.0.0","scripts":{"build":"next build"},"dependencies":{"next":"13","@sentry/nextjs":"7"}}',
            "next.config.js": """const { withSentryConfig } = require("@sentry/nextjs");
const nextConfig = { reactStrictMode: true };
module.exports = nextConfig;
module.exports = withSentryConfig(
  module.exports,
  { silent: true, org: "acme", project: process.env.SENTRY_PROJECT || "web" },
  { widenClientFileUpload: true, hideSourceMaps: true },
);
""",
        },
        Had("acme", ("web",), None, (), (), token=None),
    ),
    "a module with options of its own": Repository(
        {
            "package.json": '{"name":"web","scripts":{"build":"nuxt build"},"dependencies":{"nuxt":"3","@sentry/nuxt":"9"}}',
            "nuxt.config.ts": """export default defineNuxtConfig({
  modules: ["@sentry/nuxt/module"],
  sentry: { sourceMapsUploadOptions: { org: "acme", project: "web", authToken: process.env.SENTRY_AUTH_TOKEN } },
  sourcemap: { client: "hidden" },
});
""",
        },
        Had("acme", ("web",), None, (), (), token="SENTRY_AUTH_TOKEN"),
    ),
    "an integration, and a variable of CI": Repository(
        {
            "package.json": '{"name":"web","scripts":{"build":"astro build"},"dependencies":{"astro":"4","@sentry/astro":"9"}}',
            "astro.config.mjs": """import sentry from "@sentry/astro";
import { defineConfig } from "astro/config";
export default defineConfig({ integrations: [ sentry({ dsn: "https://k@o1.ingest.sentry.io/1", sourceMapsUploadOptions: { project: "web", authToken: process.env.SENTRY_AUTH_TOKEN } }) ] });
""",
            ".github/workflows/x.yml": """on: push
env:
  SENTRY_ORG: acme
jobs:
  a:
    steps:
      - run: npm run build
""",
        },
        Had("acme", ("web",), None, (), (), token="SENTRY_AUTH_TOKEN"),
    ),
    "a plugin by its name": Repository(
        {
            "package.json": '{"name":"web","scripts":{"build":"gatsby build"},"dependencies":{"gatsby":"5","@sentry/gatsby":"9"}}',
            "gatsby-config.js": 'module.exports = { plugins: [ { resolve: "@sentry/gatsby", options: { org: "acme", project: "web" } } ] };\n',
        },
        Had("acme", ("web",), None, (), (), token=None),
    ),
    "scripts of a wizard": Repository(
        {
            "package.json": '{"name":"ng","scripts":{"build":"ng build && npm run sentry:sourcemaps","sentry:sourcemaps":"sentry-cli sourcemaps inject --org acme --project ng ./dist && sentry-cli sourcemaps upload --org acme --project ng ./dist"},"dependencies":{"@angular/core":"18"}}',
        },
        Had("acme", ("ng",), None, (Output("dist", "~/"),), (), token=None),
    ),
    "a program of an SDK": Repository(
        {
            "package.json": '{"name":"web","scripts":{"build":"remix build --sourcemap && sentry-upload-sourcemaps --org acme --project web --release $COMMIT_SHA --urlPrefix ~/build/"}}',
        },
        Had("acme", ("web",), "{git.sha}", (Output("public/build", "~/build"),), (), token=None),
    ),
    "an image of the program": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            ".github/workflows/r.yml": """on: push
jobs:
  s:
    steps:
      - uses: docker://getsentry/sentry-cli:latest
        with:
          args: releases new -o acme -p shop ${{ github.sha }}
      - run: docker run --rm -v "$(pwd):/work" -e SENTRY_AUTH_TOKEN=${{ secrets.SENTRY_AUTH_TOKEN }} getsentry/sentry-cli:2 sourcemaps upload -o acme -p shop --release ${{ github.sha }} dist
""",
        },
        Had("acme", ("shop",), "{git.sha}", (Output("dist", "~/"),), (), token="SENTRY_AUTH_TOKEN"),
    ),
    "templates and PowerShell in Azure": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            "azure-pipelines.yml": """variables:
- group: sentry
- name: SENTRY_ORG
  value: acme
- name: project
  value: shop
stages:
- stage: build
  jobs:
  - job: build
    steps:
    - pwsh: |
        $release = "shop@$(Build.BuildNumber)"
        npx sentry-cli releases new -p $(project) $release
        npx sentry-cli sourcemaps upload dist/js -p $(project) -r $release --url-prefix "~/js"
      env:
        SENTRY_AUTH_TOKEN: $(SENTRY_AUTH_TOKEN)
    - template: steps/deploy.yml
      parameters:
        environment: production
        release: shop@$(Build.BuildNumber)
""",
            "steps/deploy.yml": """parameters:
- name: environment
  type: string
- name: release
  type: string
steps:
- script: npx sentry-cli deploys new -p shop -r ${{ parameters.release }} -e ${{ parameters.environment }}
""",
        },
        Had(
            "acme",
            ("shop",),
            "shop@{env.BUILD_BUILDNUMBER}",
            (Output("dist/js", "~/js"),),
            ("production",),
            token="SENTRY_AUTH_TOKEN",
        ),
    ),
    "a scripted Jenkinsfile": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            "Jenkinsfile": """node {
  checkout scm
  def sha = sh(script: "git rev-parse --short HEAD", returnStdout: true).trim()
  def version = "shop-${sha}"
  withCredentials([string(credentialsId: 'sentry', variable: 'SENTRY_AUTH_TOKEN')]) {
    withEnv(["SENTRY_ORG=acme", "SENTRY_PROJECT=shop"]) {
      dir('web') {
        sh "npm run build"
        sh "npx sentry-cli releases new ${version}"
        sh "npx sentry-cli sourcemaps upload --release ${version} --url-prefix '~/app' dist"
      }
      if (env.BRANCH_NAME == 'main') {
        sh "npx sentry-cli deploys new -r ${version} -e production"
      } else {
        sh "npx sentry-cli deploys new -r ${version} -e preview"
      }
    }
  }
}
""",
            "web/package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
        },
        Had(
            "acme",
            ("shop",),
            "shop-{git.short}",
            (Output("web/dist", "~/app"),),
            ("production", "preview"),
            token="SENTRY_AUTH_TOKEN",
        ),
    ),
    "commands of another release tool": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            ".releaserc.json": '{"plugins": ["@semantic-release/commit-analyzer", ["@semantic-release/exec", {"publishCmd": "sentry-cli releases new -o acme -p shop ${nextRelease.version} && sentry-cli sourcemaps upload -o acme -p shop -r ${nextRelease.version} dist"}]]}',
        },
        Had("acme", ("shop",), None, (Output("dist", "~/"),), (), token=None),
        unread=(
            ".releaserc.json:1: the release: ${nextRelease.version} is filled in by another tool",
        ),
    ),
    "hooks": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            "lefthook.yml": """pre-push:
  commands:
    sentry:
      run: npx sentry-cli sourcemaps upload -o acme -p shop dist
""",
        },
        Had("acme", ("shop",), None, (Output("dist", "~/"),), (), token=None),
    ),
    "doubled dollars": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            ".buildkite/pipeline.yml": """env:
  SENTRY_ORG: acme
steps:
  - label: release
    command:
      - npm run build
      - npx sentry-cli releases new -p shop "$$BUILDKITE_COMMIT"
      - npx sentry-cli sourcemaps upload -p shop --release "$BUILDKITE_COMMIT" dist
    env:
      SENTRY_URL: https://sentry.example.com
""",
        },
        Had(
            "acme",
            ("shop",),
            "{git.sha}",
            (Output("dist", "~/"),),
            (),
            token=None,
            url="https://sentry.example.com",
        ),
    ),
    "a Taskfile": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            "Taskfile.yml": """version: '3'
vars:
  VERSION:
    sh: git rev-parse HEAD
  ORG: acme
tasks:
  sentry:
    cmds:
      - npx sentry-cli releases new -o {{.ORG}} -p shop {{.VERSION}}
      - npx sentry-cli sourcemaps upload -o {{.ORG}} -p shop -r {{.VERSION}} dist
""",
        },
        Had("acme", ("shop",), "{git.sha}", (Output("dist", "~/"),), (), token=None),
    ),
    "a justfile": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            "justfile": """version := `git rev-parse HEAD`
org := "acme"

sentry: build
    npx sentry-cli releases new -o {{org}} -p shop {{version}}
    npx sentry-cli sourcemaps upload -o {{org}} -p shop -r {{version}} dist
""",
        },
        Had("acme", ("shop",), "{git.sha}", (Output("dist", "~/"),), (), token=None),
    ),
    "a host's build command": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            "vercel.json": '{"buildCommand": "npm run build && npx sentry-cli sourcemaps upload -o acme -p shop -r $VERCEL_GIT_COMMIT_SHA dist"}',
        },
        Had("acme", ("shop",), "{git.sha}", (Output("dist", "~/"),), (), token=None),
    ),
    "the newer program": Repository(
        {
            "package.json": '{"name":"shop","scripts":{"up":"sentry sourcemap inject dist && sentry sourcemap upload --org acme --project shop --release 1.0 dist", "rel":"sentry release create acme/1.0 --project shop"},"devDependencies":{"sentry":"0.49.0"}}',
        },
        Had("acme", ("shop",), "1.0", (Output("dist", "~/"),), (), token=None),
    ),
    "a batch file": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            "deploy.cmd": """@echo off
set SENTRY_ORG=acme
for /f %%i in ('git rev-parse HEAD') do set VERSION=%%i
call npx sentry-cli releases new -p shop %VERSION%
call npx sentry-cli sourcemaps upload -p shop -r %VERSION% dist\\js
""",
        },
        Had("acme", ("shop",), "{git.sha}", (Output("dist/js", "~/"),), (), token=None),
    ),
    "a dotenv file by a program": Repository(
        {
            "package.json": '{"name":"shop","scripts":{"up":"dotenv -e .env.production -- sentry-cli sourcemaps upload dist -r $SENTRY_RELEASE"}}',
            ".env.production": """SENTRY_ORG=acme
SENTRY_PROJECT=shop
SENTRY_AUTH_TOKEN=abc
SENTRY_RELEASE=shop@1
""",
            ".gitignore": ".env*\n",
        },
        Had(
            "acme",
            ("shop",),
            "{env.SENTRY_RELEASE}",
            (Output("dist", "~/"),),
            (),
            token="SENTRY_AUTH_TOKEN",
        ),
    ),
    "an action that sets it up": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            ".github/workflows/a.yml": """on: push
jobs:
  a:
    steps:
      - uses: mathieu-bour/setup-sentry-cli@v2
        with:
          token: ${{ secrets.SENTRY_TOKEN }}
          organization: acme
          project: shop
      - run: |
          sentry-cli releases new "${GITHUB_SHA}"
          sentry-cli sourcemaps upload -r "${GITHUB_SHA}" dist
""",
        },
        Had("acme", ("shop",), "{git.sha}", (Output("dist", "~/"),), (), token=None),
        unread=(
            ".github/workflows/a.yml:5: mathieu-bour/setup-sentry-cli@v2: its inputs are not known here",
        ),
    ),
    "an orb": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            ".circleci/config.yml": """version: 2.1
orbs:
  sentry: acme/sentry@1.0
jobs:
  r:
    steps:
      - sentry/create_release:
          org: acme
          project: shop
          version: $CIRCLE_SHA1
          sourcemaps: dist
""",
        },
        Had("acme", ("shop",), "{git.sha}", (Output("dist", "~/"),), (), token=None),
        unread=(".circleci/config.yml:7: sentry/create_release: its inputs are not known here",),
    ),
    "variables from a store": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            "buildspec.yml": """version: 0.2
env:
  variables:
    SENTRY_ORG: acme
  secrets-manager:
    SENTRY_AUTH_TOKEN: sentry:token
phases:
  build:
    commands:
      - npm run build
  post_build:
    commands:
      - npx sentry-cli sourcemaps upload -p shop -r $CODEBUILD_RESOLVED_SOURCE_VERSION --url-prefix ~/x dist
""",
        },
        Had(
            "acme", ("shop",), "{git.sha}", (Output("dist", "~/x"),), (), token="SENTRY_AUTH_TOKEN"
        ),
    ),
    "words of an image": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            "cloudbuild.yaml": """steps:
- name: node:20
  entrypoint: npm
  args: ['run', 'build']
- name: getsentry/sentry-cli
  args: ['releases', 'new', '-p', 'shop', '$COMMIT_SHA']
  env: ['SENTRY_ORG=acme']
- name: getsentry/sentry-cli
  entrypoint: sh
  args: ['-c', 'sentry-cli sourcemaps upload -p shop -r $COMMIT_SHA dist']
  env: ['SENTRY_ORG=acme']
""",
        },
        Had("acme", ("shop",), "{git.sha}", (Output("dist", "~/"),), (), token=None),
    ),
    "an action that gives the version": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            ".github/workflows/a.yml": """on: push
jobs:
  a:
    steps:
      - id: package-version
        uses: martinbeentjes/npm-get-version-action@v1.3.1
      - uses: getsentry/action-release@v1
        with:
          version: shop@${{ steps.package-version.outputs.current-version }}
          sourcemaps: ./dist
        env: {SENTRY_ORG: acme, SENTRY_PROJECT: shop, SENTRY_AUTH_TOKEN: "${{ secrets.S }}"}
""",
        },
        Had(
            "acme",
            ("shop",),
            "shop@{package.version}",
            (Output("dist", "~/"),),
            (),
            token="SENTRY_AUTH_TOKEN",
            commits="auto",
        ),
    ),
    "the program as a library": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            "scripts/s.js": """const SentryCli = require("@sentry/cli");
const { version } = require("../package.json");
async function run() {
  const release = `shop@${version}`;
  const cli = new SentryCli();
  await cli.releases.new(release, { projects: ["shop"] });
  await cli.releases.uploadSourceMaps(release, { include: ["dist/js"], urlPrefix: "~/js" });
  await cli.releases.finalize(release);
}
run();
""",
        },
        Had(None, (), None, (), (), token=None),
        unread=(
            "scripts/s.js:1: it calls sentry-cli as a library; only running it would tell what is sent",
        ),
    ),
    "a file that is sourced": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            "r.sh": """#!/bin/bash
ENV=${1:?usage}
case "$ENV" in
  prod) SENTRY_ENV=production ;;
  stage) SENTRY_ENV=staging ;;
esac
source ./ci/common.sh
set_release
if git describe --exact-match --tags HEAD >/dev/null 2>&1; then
  REL=$(git describe --exact-match --tags HEAD)
else
  REL="$(date +%s)"
fi
sentry-cli releases new "$REL"
sentry-cli deploys new -r "$REL" -e "$SENTRY_ENV"
pushd web > /dev/null
sentry-cli sourcemaps upload ./dist --release "$REL"
popd
""",
            "ci/common.sh": """SENTRY_ORG=acme
export SENTRY_PROJECT=shop
set_release() { REL=none; }
""",
            "web/package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
        },
        Had(
            "acme",
            ("shop",),
            "{git.tag}",
            (Output("web/dist", "~/"),),
            ("staging", "production"),
            token=None,
        ),
    ),
}
