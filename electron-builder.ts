/**
 * Packages of the desktop app, made by `npm run dist`; it needs the network for Electron and the packaging tools. Signing and
 * notarising happen when their credentials are in the environment and are left out otherwise: `CSC_LINK` and `CSC_KEY_PASSWORD`
 * (macOS, Windows), `APPLE_ID`, `APPLE_APP_SPECIFIC_PASSWORD` and `APPLE_TEAM_ID` (notarising).
 */
import type { Configuration } from 'electron-builder'

const trace = (ext: string) => ({ ext, name: 'Perfetto trace', description: 'Perfetto trace', mimeType: 'application/x-perfetto-trace', role: 'Viewer' as const })

const configuration: Configuration = {
  appId: 'org.reclaimscope.app',
  productName: 'Reclaimscope',
  copyright: 'Copyright © 2026 The Reclaimscope authors',
  directories: { output: 'dist', buildResources: 'resources/package' },
  // An allow-list. Dependencies are bundled into `out/` by the build; the window needs neither the command line nor the web host.
  files: [
    'package.json', 'LICENSE', 'resources/licences/**', 'resources/sample/**', 'out/**',
    '!**/{.stamp,.packages.json}', '!out/main/{cli,serve}.js', '!**/*.map', '!node_modules', '!node_modules/**'
  ],
  asar: true,
  // Captures are read as streams of real files; so is the sample.
  asarUnpack: ['resources/sample/**'],
  npmRebuild: false,
  // Packages are handed out by hand; the app asks no server for updates.
  publish: null,
  forceCodeSigning: false,
  electronFuses: {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
    // Flipping fuses breaks the ad-hoc signature that arm64 macOS insists on.
    resetAdHocDarwinSignature: true
  },
  fileAssociations: [
    { ext: 'reclaimscope', name: 'Reclaimscope project', description: 'Reclaimscope project', mimeType: 'application/vnd.reclaimscope', role: 'Editor' },
    trace('perfetto-trace'),
    trace('pftrace')
  ],
  artifactName: '${productName}-${version}-${os}-${arch}.${ext}',
  mac: {
    category: 'public.app-category.developer-tools',
    icon: 'resources/icons/icon.icns',
    hardenedRuntime: true,
    entitlements: 'resources/package/entitlements.mac.plist',
    entitlementsInherit: 'resources/package/entitlements.mac.plist',
    target: [{ target: 'dmg', arch: ['arm64', 'x64'] }, { target: 'zip', arch: ['arm64', 'x64'] }]
  },
  win: { icon: 'resources/icons/icon.ico', target: [{ target: 'nsis', arch: ['x64', 'arm64'] }] },
  nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
  linux: {
    // A folder of PNG pictures, named by their size.
    icon: 'resources/icons',
    executableName: 'reclaimscope',
    // So that desktops know which window belongs to the launcher.
    syncDesktopName: true,
    category: 'Development',
    synopsis: 'What would kcompressd change?',
    maintainer: 'The Reclaimscope authors',
    target: [{ target: 'AppImage', arch: ['x64', 'arm64'] }, { target: 'deb', arch: ['x64', 'arm64'] }]
  }
}

export default configuration
