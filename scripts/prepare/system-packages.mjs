/**
 * All that Attune ever installs of the system, by Debian's names: nothing that is not on these lists.
 * @typedef {{ purpose: string, packages: readonly string[] }} SystemPackages `purpose` completes "… needs packages of the system"
 */

/** @type {SystemPackages} what the media worker is compiled with where there is no prebuilt one */
export const workerPackages = {
  purpose: 'Compiling the mediasoup worker',
  packages: [
    'g++',
    'cmake',
    'ninja-build',
    'pkg-config',
    'libssl-dev',
    'libuv1-dev',
    'libsrtp2-dev',
    'libabsl-dev',
    'libflatbuffers-dev',
    'flatbuffers-compiler',
  ],
};

/** @type {SystemPackages} */
export const browserPackages = { purpose: 'Testing in browsers', packages: ['chromium'] };
