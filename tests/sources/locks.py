"""One small app as each package manager locks it: what they wrote, cut to what is read."""

from textwrap import dedent

MANIFEST = '{"dependencies": {"@sentry/react": "^8.0.0", "react": "^19.0.0", "ms": "^2.1.0"}}'

FOLDERS = """{"name": "shop", "lockfileVersion": 3, "packages": {
  "": {"dependencies": {"@sentry/react": "^8.0.0", "ms": "^2.1.0", "react": "^19.0.0"}},
  "node_modules/@sentry/core": {"version": "8.55.2", "dependencies": {"ms": "^2.1.0"}},
  "node_modules/@sentry/react": {"version": "8.55.2", "peerDependencies": {"react": "19.x"},
    "dependencies": {"@sentry/core": "8.55.2", "hoist-non-react-statics": "^3.3.2"}},
  "node_modules/hoist-non-react-statics": {"version": "3.3.2",
    "dependencies": {"react-is": "^16.7.0"}},
  "node_modules/ms": {"version": "2.1.3"},
  "node_modules/react": {"version": "19.0.0"},
  "node_modules/react-is": {"version": "18.3.1"},
  "node_modules/hoist-non-react-statics/node_modules/react-is": {"version": "16.13.1"}}}
"""

NESTED = """{"name": "shop", "lockfileVersion": 1, "dependencies": {
  "@sentry/core": {"version": "8.55.2", "requires": {"ms": "^2.1.0"}},
  "@sentry/react": {"version": "8.55.2",
    "requires": {"@sentry/core": "8.55.2", "hoist-non-react-statics": "^3.3.2"}},
  "hoist-non-react-statics": {"version": "3.3.2", "requires": {"react-is": "^16.7.0"},
    "dependencies": {"react-is": {"version": "16.13.1"}}},
  "ms": {"version": "2.1.3"},
  "react": {"version": "19.0.0"},
  "react-is": {"version": "18.3.1"}}}
"""

NAMES = """{
  "lockfileVersion": 1,
  "workspaces": {
    "": {
      "name": "shop",
      "dependencies": {"@sentry/react": "^8.0.0", "ms": "^2.1.0", "react": "^19.0.0",},
    },
  },
  "packages": {
    "@sentry/core": ["@sentry/core@8.55.2", "", { "dependencies": { "ms": "^2.1.0" } }, "sha512-"],

    "@sentry/react": ["@sentry/react@8.55.2", "", { "dependencies": { "@sentry/core": "8.55.2",
      "hoist-non-react-statics": "^3.3.2" }, "peerDependencies": { "react": "19.x" } }, "a,]"],

    "hoist-non-react-statics": ["hoist-non-react-statics@3.3.2", "", { "dependencies": {
      "react-is": "^16.7.0" } }, "sha512-"],

    "ms": ["ms@2.1.3", "", {}, "sha512-"],

    "react": ["react@19.0.0", "", {}, "sha512-"],

    "react-is": ["react-is@18.3.1", "", {}, "sha512-"],

    "hoist-non-react-statics/react-is": ["react-is@16.13.1", "", {}, "sha512-"],
  }
}
"""

SNAPSHOTS = dedent("""\
    lockfileVersion: '9.0'

    settings:
      autoInstallPeers: true

    importers:

      .:
        dependencies:
          '@sentry/react':
            specifier: ^8.0.0
            version: 8.55.2(react@19.0.0)
          ms:
            specifier: ^2.1.0
            version: 2.1.3
          react:
            specifier: ^19.0.0
            version: 19.0.0

    packages:

      '@sentry/core@8.55.2':
        resolution: {integrity: sha512-YlEw==}
        engines: {node: '>=14.18'}
        deprecated: >-
          Version 8 is behind: plan the upgrade.
          dependencies:

      '@sentry/react@8.55.2':
        resolution: {integrity: sha512-aX==}
        peerDependencies:
          react: ^16.14.0 || 17.x || 18.x || 19.x

    snapshots:

      '@sentry/core@8.55.2':
        dependencies:
          ms: 2.1.3

      '@sentry/react@8.55.2(react@19.0.0)':
        dependencies:
          '@sentry/core': 8.55.2
          hoist-non-react-statics: 3.3.2
          react: 19.0.0

      hoist-non-react-statics@3.3.2:
        dependencies:
          react-is: 16.13.1

      ms@2.1.3: {}

      react-is@16.13.1: {}

      react@19.0.0: {}
    """)

SNAPSHOTS_6 = dedent("""\
    lockfileVersion: '6.0'

    dependencies:
      '@sentry/react':
        specifier: ^8.0.0
        version: 8.55.2(react@19.0.0)
      ms:
        specifier: ^2.1.0
        version: 2.1.3
      react:
        specifier: ^19.0.0
        version: 19.0.0

    packages:

      /@sentry/core@8.55.2:
        resolution: {integrity: sha512-YlEw==}
        dependencies:
          ms: 2.1.3
        dev: false

      /@sentry/react@8.55.2(react@19.0.0):
        resolution: {integrity: sha512-aX==}
        dependencies:
          '@sentry/core': 8.55.2
          hoist-non-react-statics: 3.3.2
          react: 19.0.0
        dev: false

      /hoist-non-react-statics@3.3.2:
        resolution: {integrity: sha512-a==}
        dependencies:
          react-is: 16.13.1

      /ms@2.1.3:
        resolution: {integrity: sha512-a==}

      /react-is@16.13.1:
        resolution: {integrity: sha512-a==}

      /react@19.0.0:
        resolution: {integrity: sha512-a==}
    """)

SNAPSHOTS_5 = dedent("""\
    lockfileVersion: 5.4

    specifiers:
      '@sentry/react': ^8.0.0
      ms: ^2.1.0
      react: ^19.0.0

    dependencies:
      '@sentry/react': 8.55.2_react@19.0.0
      ms: 2.1.3
      react: 19.0.0

    packages:

      /@sentry/core/8.55.2:
        resolution: {integrity: sha512-YlEw==}
        dependencies:
          ms: 2.1.3

      /@sentry/react/8.55.2_react@19.0.0:
        resolution: {integrity: sha512-aX==}
        dependencies:
          '@sentry/core': 8.55.2
          hoist-non-react-statics: 3.3.2
          react: 19.0.0

      /hoist-non-react-statics/3.3.2:
        resolution: {integrity: sha512-a==}
        dependencies:
          react-is: 16.13.1

      /ms/2.1.3:
        resolution: {integrity: sha512-a==}

      /react-is/16.13.1:
        resolution: {integrity: sha512-a==}

      /react/19.0.0:
        resolution: {integrity: sha512-a==}
    """)

RANGES = dedent("""\
    # yarn lockfile v1


    "@sentry/core@8.55.2":
      version "8.55.2"
      resolved "https://registry.example.com/@sentry/core/-/core-8.55.2.tgz#a"
      integrity sha512-YlEw==
      dependencies:
        ms "^2.1.0"

    "@sentry/react@^8.0.0":
      version "8.55.2"
      dependencies:
        "@sentry/core" "8.55.2"
        hoist-non-react-statics "^3.3.2"

    hoist-non-react-statics@^3.3.2:
      version "3.3.2"
      dependencies:
        react-is "^16.7.0"

    ms@^2.1.0, ms@^2.1.1:
      version "2.1.3"

    react-is@^16.7.0:
      version "16.13.1"

    react@^19.0.0:
      version "19.0.0"
    """)

RANGES_8 = dedent("""\
    # This file is generated by running "yarn install" inside your project.

    __metadata:
      version: 8
      cacheKey: 10c0

    "@sentry/core@npm:8.55.2":
      version: 8.55.2
      resolution: "@sentry/core@npm:8.55.2"
      dependencies:
        ms: "npm:^2.1.0"
      checksum: 10c0/07
      languageName: node
      linkType: hard

    "@sentry/react@npm:^8.0.0":
      version: 8.55.2
      resolution: "@sentry/react@npm:8.55.2"
      dependencies:
        "@sentry/core": "npm:8.55.2"
        hoist-non-react-statics: "npm:^3.3.2"
      peerDependencies:
        react: ^16.14.0 || 17.x || 18.x || 19.x

    ? "hoist-non-react-statics@npm:^3.3.1, hoist-non-react-statics@npm:^3.3.2"
    :
      version: 3.3.2
      resolution: "hoist-non-react-statics@npm:3.3.2"
      dependencies:
        react-is: ^16.7.0

    "ms@npm:^2.1.0, ms@npm:^2.1.1":
      version: 2.1.3

    "react-is@npm:^16.7.0":
      version: 16.13.1

    "react@npm:^19.0.0":
      version: 19.0.0

    "shop@workspace:.":
      version: 0.0.0-use.local
      resolution: "shop@workspace:."
      dependencies:
        "@sentry/react": "npm:^8.0.0"
        ms: "npm:^2.1.0"
        react: "npm:^19.0.0"
      languageName: unknown
      linkType: soft
    """)
