/**
 * What the programs that this server starts may know of its environment. Everything else stays here: databases' passwords, keys, and what
 * a host puts there for others.
 */
const ALLOWED = [
  // Where programs, homes and temporary files are, on every system.
  'PATH',
  'HOME',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'USERPROFILE',
  'LOCALAPPDATA',
  // How text and times are written.
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'TZ',
  // Where the system keeps its libraries and its accelerators.
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  'CUDA_VISIBLE_DEVICES',
  'NVIDIA_VISIBLE_DEVICES',
  'NVIDIA_DRIVER_CAPABILITIES',
  'VK_DRIVER_FILES',
  'VK_ICD_FILENAMES',
  'XDG_RUNTIME_DIR',
  // Threads of the memory allocator and of Node.
  'MALLOC_ARENA_MAX',
  'UV_THREADPOOL_SIZE',
];

/** What a program is started with: the allowed variables that are set, those of `also`, and `more`. */
export function childEnvironment({
  also = [],
  more = {},
}: {
  also?: string[];
  more?: Record<string, string>;
} = {}): Record<string, string> {
  const allowed = [...ALLOWED, ...also].map((name) => [name, process.env[name]] as const);
  return { ...Object.fromEntries(allowed.filter((entry): entry is [string, string] => entry[1] !== undefined)), ...more };
}

/** For libraries that hand this process's environment on as it is: the allowed part of it is all there is while `start` runs. */
export function withChildEnvironment<T>(start: () => T): T {
  const whole = process.env;
  process.env = childEnvironment();
  try {
    return start();
  } finally {
    process.env = whole;
  }
}
