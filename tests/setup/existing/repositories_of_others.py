"""More shapes that are met: old scripts, programs in other languages, calls through several files."""

from buildtools.settings import Output
from tests.setup.existing.repositories import Had, Repository

_PACKAGE = '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n'

VERSION_BY_GREP = Repository(
    {
        "package.json": _PACKAGE,
        "deploy-sourcemaps.sh": """npm install -g sentry-cli-binary

PACKAGE_VERSION=$(cat package.json \\
  | grep version \\
  | head -1 \\
  | awk -F: '{ print $2 }' \\
  | sed 's/[",]//g' \\
  | tr -d '[[:space:]]')

sentry-cli --auth-token $SENTRY_TOKEN releases new $PACKAGE_VERSION
sentry-cli --auth-token $SENTRY_TOKEN releases files \\
  $PACKAGE_VERSION upload-sourcemaps --url-prefix \\
  ~/static/shop ./dist

rm -rf dist/*.js.map
""",
    },
    Had(
        None,
        (),
        "{package.version}",
        (Output("dist", "~/static/shop"),),
        token="SENTRY_TOKEN",
        strip=True,
    ),
)

PROGRAM_IN_A_VARIABLE = Repository(
    {
        "package.json": _PACKAGE,
        "bin/release": """#!/bin/bash
sentry_cli='./node_modules/.bin/sentry-cli'
VERSION=`$sentry_cli releases propose-version --org acme --project shop`
$sentry_cli releases info $VERSION >/dev/null
if [ $? ]; then
  $sentry_cli releases files $VERSION delete --all
else
  $sentry_cli releases new $VERSION --org acme --project shop --finalize
fi
$sentry_cli sourcemaps inject dist/ --org acme --project shop
$sentry_cli sourcemaps upload dist/ --org acme --project shop --release $VERSION
""",
    },
    Had("acme", ("shop",), "auto", (Output("dist", "~/"),), token=None),
)

PROJECT_OF_PACKAGE = Repository(
    {
        "package.json": _PACKAGE,
        "scripts/upload.sh": """#!/bin/bash
: ${SENTRY_CLI?"need the command"}
BASEDIR=$(git rev-parse --show-cdup)
export SENTRY_PROJECT=$(jq -r .name < ${BASEDIR}package.json)
RELEASE=$(jq -r .version < ${BASEDIR}package.json)
$SENTRY_CLI releases --org "${SENTRY_ORGANIZATION}" files $RELEASE upload-sourcemaps ${BASEDIR}bundles/ || exit 1
$SENTRY_CLI releases new $RELEASE || exit 1
""",
    },
    Had(
        "${SENTRY_ORGANIZATION}",
        ("shop",),
        "{package.version}",
        (Output("bundles", "~/"),),
        token=None,
    ),
)

SEVERAL_WORKSPACES = Repository(
    {
        "package.json": '{"name": "mono", "workspaces": ["apps/*"]}\n',
        "apps/api/package.json": '{"name": "api", "version": "1.0.0", "scripts": {"build": "nest build"}, "dependencies": {"@nestjs/core": "11.0.0"}}\n',
        "apps/web/package.json": '{"name": "web", "version": "1.0.0", "scripts": {"build": "vite build"}, "devDependencies": {"vite": "6.0.0"}}\n',
        "scripts/release.sh": """#!/usr/bin/env bash
APPS=(api web)
VERSION=$(jq -r '.version' package.json)
for APP in "${APPS[@]}"; do
  yarn dlx --package @sentry/cli sentry-cli releases new --project "$APP" --org acme "$VERSION"
  yarn turbo run build --filter="$APP..."
  yarn dlx --package @sentry/cli sentry-cli releases files --project "$APP" --org acme "$VERSION" upload-sourcemaps "apps/${APP}/dist"
done
""",
    },
    Had("acme", ("web",), "{package.version}", (Output("dist", "~/"),), token=None),
    "apps/web",
)

REUSABLE_WORKFLOW = Repository(
    {
        "package.json": _PACKAGE,
        ".github/workflows/main.yml": """on:
  push:
    branches: [main]
jobs:
  version:
    runs-on: ubuntu-latest
    outputs:
      release: ${{ steps.v.outputs.release }}
    steps:
      - id: v
        run: echo "::set-output name=release::shop-${GITHUB_SHA::7}"
  sentry:
    needs: version
    uses: ./.github/workflows/sentry.yml
    with:
      project: shop
      release: ${{ needs.version.outputs.release }}
    secrets: inherit
""",
        ".github/workflows/sentry.yml": """on:
  workflow_call:
    inputs:
      project: {type: string, required: true}
      release: {type: string, required: true}
      environment: {type: string, default: production}
jobs:
  upload:
    runs-on: ubuntu-latest
    steps:
      - uses: ./.github/actions/sentry
        with:
          folder: dist/assets
          release: ${{ inputs.release }}
        env:
          SENTRY_PROJECT: ${{ inputs.project }}
          SENTRY_AUTH_TOKEN: ${{ secrets.SENTRY_AUTH_TOKEN }}
      - uses: getsentry/action-release@v1
        with:
          version: ${{ inputs.release }}
          environment: ${{ inputs.environment }}
        env:
          SENTRY_ORG: acme
          SENTRY_PROJECT: ${{ inputs.project }}
          SENTRY_AUTH_TOKEN: ${{ secrets.SENTRY_AUTH_TOKEN }}
""",
        ".github/actions/sentry/action.yml": """name: sentry
inputs:
  folder: {required: true}
  release: {required: true}
runs:
  using: composite
  steps:
    - shell: bash
      run: npx sentry-cli sourcemaps upload --org acme '${{ inputs.folder }}' --release ${{ inputs.release }} --url-prefix '~/assets'
""",
    },
    Had(
        "acme",
        ("shop",),
        "shop-{git.short}",
        (Output("dist/assets", "~/assets"),),
        ("production",),
        commits="auto",
    ),
)

SCRIPT_WITH_PARAMETERS = Repository(
    {
        "package.json": _PACKAGE,
        ".github/workflows/deploy.yml": """on: {push: {branches: [main]}}
jobs:
  deploy:
    runs-on: ubuntu-latest
    env:
      SENTRY_ORG: ${{ secrets.SENTRY_ORG }}
      SENTRY_AUTH_TOKEN: ${{ secrets.SENTRY_TOKEN }}
    steps:
      - run: npm run build
      - run: ./ci/sentry.sh shop "${{ github.sha }}" production
""",
        "ci/sentry.sh": """#!/bin/sh
project=$1
release="$project@$2"
upload() {
  npx sentry-cli sourcemaps upload "$1" --project "$project" --release "$release" --url-prefix "$2"
}
npx sentry-cli releases new -p "$project" "$release"
upload dist/js '~/js'
upload dist/css '~/css'
npx sentry-cli deploys new --release "$release" --env "$3"
""",
    },
    Had(
        "${SENTRY_ORG}",
        ("shop",),
        "shop@{git.sha}",
        (Output("dist/js", "~/js"), Output("dist/css", "~/css")),
        ("production",),
    ),
)

NODE_PROGRAM = Repository(
    {
        "package.json": _PACKAGE,
        "scripts/release.mjs": """import { execSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const packageJson = JSON.parse(readFileSync('package.json', 'utf8'));
const orgName = 'acme';
const projectName = 'shop';
const release = `${projectName}@${packageJson.version}`;

// one after the other
execSync(`npx sentry-cli releases new --org ${orgName} --project ${projectName} ${release}`, { stdio: 'inherit' });
execSync('npx sentry-cli sourcemaps upload --org ' + orgName + ' --project ' + projectName + ' --release ' + release + ' dist');
spawnSync('npx', ['sentry-cli', 'releases', 'finalize', release, '--org', orgName]);
""",
    },
    Had("acme", ("shop",), "shop@{package.version}", (Output("dist", "~/"),), token=None),
)

PYTHON_TASKS = Repository(
    {
        "package.json": _PACKAGE,
        "fabfile.py": '''import os
import subprocess

ORG = "acme"
RELEASE = os.environ["RELEASE_NAME"]


def release():
    """Tell Sentry."""
    subprocess.run(["sentry-cli", "releases", "--org", ORG, "new", "-p", "shop", RELEASE], check=True)
    subprocess.run(f"sentry-cli releases --org {ORG} -p shop files {RELEASE} upload-sourcemaps static/dist --url-prefix ~/dist", shell=True)
''',
    },
    Had("acme", ("shop",), "{env.RELEASE_NAME}", (Output("static/dist", "~/dist"),), token=None),
)

HOST = Repository(
    {
        "package.json": _PACKAGE,
        "netlify.toml": """[build]
  command = "npm run build && npm run sentry"
  publish = "dist"

[build.environment]
  SENTRY_ORG = "acme"
  SENTRY_PROJECT = "shop"
""",
    }
    | {
        "package.json": '{"name": "shop", "scripts": {"build": "vite build", "sentry": "sentry-cli sourcemaps upload --release $COMMIT_REF --url-prefix \'~/assets\' dist/assets"}}\n'
    },
    Had("acme", ("shop",), "{git.sha}", (Output("dist/assets", "~/assets"),), token=None),
)

PIPE = Repository(
    {
        "package.json": _PACKAGE,
        "bitbucket-pipelines.yml": """image: node:20
definitions:
  steps:
    - step: &release
        name: Release
        script:
          - npm run build
          - export RELEASE="shop@${BITBUCKET_COMMIT}"
          - npx sentry-cli releases --org acme files $RELEASE upload-sourcemaps ./dist --url-prefix ~/ --project shop
          - pipe: sentryio/sentry-new-release:0.3.0
            variables:
              SENTRY_AUTH_TOKEN: $SENTRY_AUTH_TOKEN
              SENTRY_ORG: acme
              SENTRY_PROJECT: shop
              ENVIRONMENT: staging
              VERSION: shop@${BITBUCKET_COMMIT}
pipelines:
  branches:
    main:
      - step: *release
""",
    },
    Had("acme", ("shop",), "shop@{git.sha}", (Output("dist", "~/"),), ("staging",)),
)

DRONE = Repository(
    {
        "package.json": _PACKAGE,
        ".drone.yml": """kind: pipeline
name: test
steps:
  - name: test
    image: node:20
    commands: [npm test]
---
kind: pipeline
name: release
steps:
  - name: sentry
    image: getsentry/sentry-cli
    environment:
      SENTRY_AUTH_TOKEN:
        from_secret: sentry_token
      SENTRY_ORG: acme
    commands:
      - export SENTRY_RELEASE=$(sentry-cli releases propose-version)
      - sentry-cli releases new -p shop $SENTRY_RELEASE
      - sentry-cli sourcemaps upload -p shop dist
""",
    },
    Had("acme", ("shop",), "auto", (Output("dist", "~/"),)),
)

TRAVIS = Repository(
    {
        "package.json": _PACKAGE,
        ".travis.yml": """language: node_js
env:
  global:
    - SENTRY_ORG=acme
    - SENTRY_PROJECT=shop RELEASE=$TRAVIS_TAG
    - secure: "bm90IGEgc2VjcmV0"
script: npm run build
after_success:
  - npx sentry-cli releases new "$RELEASE"
  - npx sentry-cli releases files "$RELEASE" upload-sourcemaps build --url-prefix "~/build"
""",
    },
    Had("acme", ("shop",), "{git.tag}", (Output("build", "~/build"),), token=None),
)

WINDOWS = Repository(
    {
        "package.json": _PACKAGE,
        "deploy.ps1": """$env:SENTRY_ORG = "acme"
$version = git rev-parse HEAD
npm run build
npx sentry-cli releases new -p shop "shop@$version"
npx sentry-cli sourcemaps upload dist\\js `
  --project shop --release "shop@$version" --url-prefix "~/js"
""",
    },
    Had("acme", ("shop",), "shop@{git.sha}", (Output("dist/js", "~/js"),), token=None),
)

NX_TARGET = Repository(
    {
        "package.json": '{"name": "mono", "version": "0.0.0", "workspaces": ["apps/*"]}\n',
        "apps/web/package.json": '{"name": "web", "scripts": {"build": "vite build"}, "devDependencies": {"vite": "6.0.0"}}\n',
        "apps/web/project.json": """{
  "name": "web",
  "targets": {
    "sentry": {
      "executor": "nx:run-commands",
      "options": {
        "commands": [
          "npx sentry-cli releases new -o acme -p web web-$CI_COMMIT_SHA",
          "npx sentry-cli sourcemaps upload -o acme -p web -r web-$CI_COMMIT_SHA -u '~/' dist/apps/web"
        ],
        "parallel": false
      }
    }
  }
}
""",
    },
    Had("acme", ("web",), "web-{git.sha}", token=None),
    "apps/web",
    ("apps/web/project.json:9: dist/apps/web is not below apps/web: name its output by hand",),
)

OTHERS = {
    "a version by grep": VERSION_BY_GREP,
    "the program in a variable": PROGRAM_IN_A_VARIABLE,
    "the project is the package's name": PROJECT_OF_PACKAGE,
    "a loop over workspaces": SEVERAL_WORKSPACES,
    "a reusable workflow and a composite action": REUSABLE_WORKFLOW,
    "a script that is given parameters": SCRIPT_WITH_PARAMETERS,
    "a program for Node": NODE_PROGRAM,
    "a program in Python": PYTHON_TASKS,
    "a host's file": HOST,
    "a pipe": PIPE,
    "several documents": DRONE,
    "lists of variables": TRAVIS,
    "PowerShell": WINDOWS,
    "a target of a workspace": NX_TARGET,
}
