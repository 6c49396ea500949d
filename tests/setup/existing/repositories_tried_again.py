"""Shapes of a second try: branches, parameters, fallbacks, files that are included."""

from buildtools.settings import Output
from tests.setup.existing.repositories import Had, Repository

TRIED_AGAIN = {
    "a job for each environment": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            ".github/workflows/d.yml": """on:
  push: {branches: [main, develop]}
jobs:
  staging:
    if: github.ref == 'refs/heads/develop'
    environment: staging
    env: {SENTRY_PROJECT: shop-staging, SENTRY_ORG: acme}
    steps:
      - run: npx sentry-cli releases new $GITHUB_SHA && npx sentry-cli sourcemaps upload -r $GITHUB_SHA dist
      - run: npx sentry-cli deploys new -r $GITHUB_SHA -e staging
  production:
    if: github.ref == 'refs/heads/main'
    environment: {name: production, url: https://shop.example.com}
    env: {SENTRY_PROJECT: shop, SENTRY_ORG: acme}
    steps:
      - run: npx sentry-cli releases new $GITHUB_SHA && npx sentry-cli sourcemaps upload -r $GITHUB_SHA dist
      - run: npx sentry-cli deploys new -r $GITHUB_SHA -e production
""",
        },
        Had(
            "acme",
            ("shop",),
            "{git.sha}",
            (Output("dist", "~/"),),
            ("staging", "production"),
            token=None,
        ),
        differ=(
            "the project is shop at .github/workflows/d.yml:14, but shop-staging at .github/workflows/d.yml:7",
        ),
    ),
    "a tag without its first letter": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            ".github/workflows/d.yml": """on: {push: {tags: ['v*']}}
jobs:
  a:
    steps:
      - run: |
          VERSION=${GITHUB_REF_NAME#v}
          echo "VERSION=$VERSION" >> $GITHUB_ENV
      - run: npx sentry-cli sourcemaps upload -o acme -p shop -r "shop@$VERSION" dist
""",
        },
        Had("acme", ("shop",), None, (Output("dist", "~/"),), (), token=None),
        unread=(
            ".github/workflows/d.yml:8: the release: {git.tag} without a part (#v), which no template can say",
        ),
    ),
    "an input with options": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            ".github/workflows/d.yml": """on:
  workflow_dispatch:
    inputs:
      environment: {type: choice, options: [staging, production]}
jobs:
  a:
    env: {SENTRY_ORG: acme, SENTRY_PROJECT: shop}
    steps:
      - uses: getsentry/action-release@v3
        with: {environment: "${{ inputs.environment }}", sourcemaps: dist, version: "${{ github.sha }}"}
""",
        },
        Had(
            "acme",
            ("shop",),
            "{git.sha}",
            (Output("dist", "~/"),),
            ("staging", "production"),
            token=None,
            commits="auto",
        ),
    ),
    "maps deleted through a pipe": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            "a.sh": """sentry-cli sourcemaps upload -o acme -p shop dist
find dist -name '*.js.map' | xargs rm -f
""",
        },
        Had("acme", ("shop",), None, (Output("dist", "~/"),), (), token=None, strip=True),
    ),
    "options of a script": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            "a.sh": """#!/bin/bash
ORG=acme
PROJECT=""
while [[ $# -gt 0 ]]; do
  case "$1" in
    --project) PROJECT="$2"; shift 2 ;;
    *) shift ;;
  esac
done
RELEASE="${RELEASE:-$(git rev-parse HEAD)}"
sentry-cli releases new --org "$ORG" --project "$PROJECT" "$RELEASE"
sentry-cli sourcemaps upload --org "$ORG" --project "$PROJECT" --release "$RELEASE" ./dist
""",
        },
        Had("acme", (), "{git.sha}", (Output("dist", "~/"),), (), token=None),
        unread=(
            "a.sh:11: the project: what is given as $2",
            "a.sh:12: the project: what is given as $2",
        ),
    ),
    "a file that is included": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            ".gitlab-ci.yml": """include:
  - local: ci/sentry.yml
variables:
  SENTRY_ORG: acme
  SENTRY_RELEASE: "$CI_PROJECT_NAME@$CI_COMMIT_SHORT_SHA"
build: {script: [npm run build]}
upload:
  extends: .sentry
  variables: {SENTRY_PROJECT: shop}
""",
            "ci/sentry.yml": """.sentry:
  image: getsentry/sentry-cli:latest
  script:
    - sentry-cli releases new $SENTRY_RELEASE
    - sentry-cli sourcemaps upload dist -u '~/x'
""",
        },
        Had(
            "acme",
            ("shop",),
            "{env.CI_PROJECT_NAME}@{env.CI_COMMIT_SHORT_SHA}",
            (Output("dist", "~/x"),),
            (),
            token=None,
        ),
    ),
    "a build in Docker": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            "Dockerfile": """FROM node:20
WORKDIR /app
ARG SENTRY_RELEASE
ARG SENTRY_ORG=acme
ENV SENTRY_RELEASE=$SENTRY_RELEASE SENTRY_PROJECT=shop
COPY . .
RUN --mount=type=secret,id=t export SENTRY_AUTH_TOKEN=$(cat /run/secrets/t) && npm run build && npx sentry-cli sourcemaps upload ./dist --url-prefix '~/' && rm -rf ./dist/*.map
""",
            ".github/workflows/d.yml": """on: push
jobs:
  a:
    steps:
      - uses: docker/build-push-action@v5
        with:
          build-args: |
            SENTRY_RELEASE=${{ github.sha }}
""",
        },
        Had(
            "acme",
            ("shop",),
            "{env.SENTRY_RELEASE}",
            (Output("dist", "~/"),),
            (),
            token="SENTRY_AUTH_TOKEN",
            strip=True,
        ),
    ),
    "commits by hand, and the program by npm": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            "a.sh": """V=shop@1
sentry-cli releases -o acme -p shop set-commits $V --commit "acme/shop@$PREV..$GITHUB_SHA"
$(npm bin)/sentry-cli sourcemaps upload -o acme -p shop -r $V dist/a dist/b
""",
        },
        Had(
            "acme",
            ("shop",),
            "shop@1",
            (
                Output("dist/a", "~/"),
                Output("dist/b", "~/"),
            ),
            (),
            token=None,
            commits="refs",
        ),
    ),
    "variables before commands": Repository(
        {
            "package.json": '{"name":"shop","version":"1.0.0","scripts":{"build":"cross-env NODE_ENV=production SENTRY_RELEASE=$npm_package_version webpack","postbuild":"env-cmd -f .env sentry-cli --quiet sourcemaps upload --org=acme --project=shop --release=$npm_package_version --url-prefix=~/dist ./dist"}}',
        },
        Had("acme", ("shop",), "{package.version}", (Output("dist", "~/dist"),), (), token=None),
    ),
    "a job that is called with parameters": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            ".circleci/config.yml": """version: 2.1
defaults: &defaults
  working_directory: ~/repo
  environment:
    SENTRY_ORG: acme
    SENTRY_PROJECT: shop
jobs:
  a:
    <<: *defaults
    parameters:
      env: {type: string}
    steps:
      - run: echo 'export REL="shop-${CIRCLE_SHA1:0:7}"' >> $BASH_ENV
      - run: npx sentry-cli releases new $REL
      - run: |
          npx sentry-cli sourcemaps upload -r $REL dist
          npx sentry-cli deploys new -r $REL -e << parameters.env >>
workflows:
  w:
    jobs:
      - a: {env: staging}
      - a: {env: production, name: b}
""",
        },
        Had(
            "acme",
            ("shop",),
            "shop-{git.short}",
            (Output("dist", "~/"),),
            ("staging", "production"),
            token=None,
        ),
    ),
    "a script of a workspace": Repository(
        {
            "package.json": '{"name":"r","workspaces":["packages/*"],"scripts":{"release":"npm run sentry -w @acme/web"}}',
            "packages/web/package.json": '{"name":"@acme/web","version":"2.0.0","scripts":{"sentry":"sentry-cli sourcemaps upload -o acme -p web -r $npm_package_name@$npm_package_version dist"}}',
        },
        Had(
            "acme",
            ("web",),
            "{package.name}@{package.version}",
            (Output("packages/web/dist", "~/"),),
            (),
            token=None,
        ),
    ),
    "tasks in Python": Repository(
        {
            "package.json": '{"name": "shop", "version": "1.2.0", "scripts": {"build": "vite build"}}\n',
            "tasks.py": """from invoke import task
ORG = "acme"
@task
def release(c):
    sha = c.run("git rev-parse HEAD", hide=True).stdout.strip()
    c.run(f"npx sentry-cli releases new --org {ORG} -p shop {sha}")
    c.run(f"npx sentry-cli sourcemaps upload --org {ORG} -p shop -r {sha} dist")
""",
        },
        Had("acme", ("shop",), "{git.sha}", (Output("dist", "~/"),), (), token=None),
    ),
}
