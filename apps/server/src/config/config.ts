import { relative, resolve } from 'node:path';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { AnalysisSettings } from '#contracts/analyzer-link';
import { trustsProxy } from '../http/trusted-proxies.ts';
import { clusterEnvironment, type NodeSettings, readClusterSettings } from './cluster-settings.ts';
import { ANALYSIS_VARIABLES, readAnalysisSettings } from './analysis-settings.ts';
import { analyzerEnvironment, type AnalyzerSettings, readAnalyzerSettings } from './analyzer-settings.ts';
import { readRetentionSettings, retentionEnvironment, type RetentionSettings } from './retention-settings.ts';
import { draftEnvironment, type DraftSettings, readDraftSettings } from './draft-settings.ts';
import { ConfigError, faultsOf } from './config-error.ts';
import { iceEnvironment, type IceServer, readIceSettings, type TurnSettings } from './ice-settings.ts';
import { KEY_FORM, keyIn } from './key-text.ts';
import { mediaEnvironment, type MediaSettings, readMediaSettings } from './media-settings.ts';
import { observingEnvironment, type ObservingSettings, readObservingSettings } from './observing-settings.ts';
import { projectRoot } from './project-root.ts';
import { readRecordingSettings, recordingEnvironment, type RecordingSettings } from './recording-settings.ts';
import { readSpeechSettings, speechEnvironment, type SpeechSettings } from './speech-settings.ts';
import { withoutSlash } from './without-slash.ts';
import { secretFileNames, withSecretFiles } from './secret-files.ts';

/** Passwords and what patients say do not cross a network unencrypted by mistake. */
const LOOPBACK = '127.0.0.1';

const blankIsUnset = (value: unknown) => (value === '' ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blankIsUnset, schema.optional());
const port = (what: string) =>
  z.coerce
    .number(`${what} must be a number.`)
    .int(`${what} must be a whole number.`)
    .min(0, `${what} must be 0-65535.`)
    .max(65_535, `${what} must be 0-65535.`);
const flag = z.enum(['0', '1'], 'must be 0 or 1.').transform((value) => value === '1');

const environment = z.object({
  ATTUNE_PORT: z.preprocess(blankIsUnset, port('The port').default(3000)),
  ATTUNE_HOST: optional(z.string()),
  ATTUNE_DATA: z.preprocess(blankIsUnset, z.string().default('data')),
  DATABASE_URL: optional(
    z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must look like postgres://user:password@host:5432/attune, or be unset for the embedded database.'),
  ),
  ATTUNE_TLS_CERT: optional(z.string()),
  ATTUNE_TLS_KEY: optional(z.string()),
  ATTUNE_TRUSTED_PROXIES: optional(z.string()),
  ATTUNE_PUBLIC_URL: optional(z.url({ protocol: /^https?$/, error: 'must be a http:// or https:// address.' })),
  ATTUNE_DEMO: z.preprocess(blankIsUnset, flag.default(false)),
  ATTUNE_API_KEY: optional(z.string().min(16, 'must have at least 16 characters; make one with: openssl rand -hex 24')),
  ATTUNE_INVITATION_HOURS: z.preprocess(
    blankIsUnset,
    z.coerce
      .number('must be a number of hours.')
      .positive('must be more than 0.')
      .max(8_760, 'must be at most 8760 (a year).')
      .default(168),
  ),
  ATTUNE_EMPTY_CALL_MINUTES: z.preprocess(
    blankIsUnset,
    z.coerce
      .number('must be a number of minutes.')
      .positive('must be more than 0.')
      .max(1_440, 'must be at most 1440 (a day).')
      .default(15),
  ),
  ATTUNE_STORAGE_KEY: optional(
    z.string().transform((text, context) => {
      const key = text.trim() === '' ? undefined : keyIn(text);
      if (key === null) context.addIssue(KEY_FORM);
      return key ?? undefined;
    }),
  ),
  ATTUNE_KEY_FILE: optional(z.string()),
});

/** Every variable that the server reads. */
export const SETTING_NAMES: readonly string[] = [
  ...new Set(
    [
      environment,
      clusterEnvironment,
      analyzerEnvironment,
      draftEnvironment,
      iceEnvironment,
      mediaEnvironment,
      observingEnvironment,
      recordingEnvironment,
      retentionEnvironment,
      speechEnvironment,
    ]
      .flatMap(({ shape }) => Object.keys(shape))
      .concat(Object.keys(ANALYSIS_VARIABLES))
      .flatMap((name) => [name, ...secretFileNames([name])]),
  ),
];

/** Everything that can be set, parsed once at start. */
export interface Config extends NodeSettings {
  /** 0 takes any free port. Default 3000. */
  port: number;
  /** The address to listen on; undefined: all. Loopback where nothing is encrypted, unless another is named. */
  host: string | undefined;
  /** Absolute path of the data folder. */
  dataDir: string;
  /** PostgreSQL's address; undefined: the embedded database in `dataDir`. */
  databaseUrl: string | undefined;
  tls: { cert: string; key: string } | undefined;
  /** Proxies whose X-Forwarded-For is believed: `loopback`, addresses, networks. */
  trustedProxies: string[];
  /** The address people reach Attune at, without a slash at the end, where it differs from host and port. */
  publicUrl: string | undefined;
  demo: boolean;
  /** Lets a platform push transcript segments; undefined: only clinicians may. */
  apiKey: string | undefined;
  /** How long an invitation link works. */
  invitationTtlMs: number;
  /** A live call that nobody has been in for so long ends by itself, at the moment the last person left. */
  emptyCallMs: number;
  /** STUN servers, and a TURN server whose credentials do not expire. */
  iceServers: IceServer[];
  /** A TURN server whose credentials do. */
  turn: TurnSettings | undefined;
  /** The key of everything that is stored, as 64 hex digits; undefined: the one in `keyFile`. */
  storageKey: string | undefined;
  /** Absolute path of the file that holds the key where none is set; outside the data folder. */
  keyFile: string;
  media: MediaSettings;
  observing: ObservingSettings;
  analysis: AnalysisSettings;
  analyzers: AnalyzerSettings;
  recordings: RecordingSettings;
  retention: RetentionSettings;
  speech: SpeechSettings;
  /** Undefined: no drafts are made. */
  drafts: DraftSettings | undefined;
  /** The built web app. */
  webRoot: string;
  migrationsDir: string;
}

/** Parses the environment. Throws {@link ConfigError} naming every variable that is wrong. */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const faults: string[] = [];
  const given = withSecretFiles(env);
  const part = <T>(read: (environment: NodeJS.ProcessEnv) => T): T | undefined => {
    try {
      return read(given);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      faults.push(error.message);
      return undefined;
    }
  };
  const drafts = part(readDraftSettings);
  const [server, node, ice, media, observing, analysis, analyzers, recordings, retention, speech] = [
    part(readServerSettings),
    part(readClusterSettings),
    part(readIceSettings),
    part(readMediaSettings),
    part(readObservingSettings),
    part(readAnalysisSettings),
    part(readAnalyzerSettings),
    part(readRecordingSettings),
    part(readRetentionSettings),
    part(readSpeechSettings),
  ];
  if (
    server === undefined ||
    node === undefined ||
    ice === undefined ||
    media === undefined ||
    observing === undefined ||
    analysis === undefined ||
    analyzers === undefined ||
    recordings === undefined ||
    retention === undefined ||
    speech === undefined ||
    faults.length > 0
  )
    throw new ConfigError(faults.join(' '));
  if (node.cluster !== undefined && server.databaseUrl === undefined)
    throw new ConfigError('REDIS_URL: several servers need one PostgreSQL. Set DATABASE_URL as well, or unset REDIS_URL.');
  return { ...server, ...node, ...ice, media, observing, analysis, analyzers, recordings, retention, speech, drafts };
}

function readServerSettings(
  env: NodeJS.ProcessEnv,
): Omit<
  Config,
  | keyof NodeSettings
  | 'iceServers'
  | 'turn'
  | 'media'
  | 'observing'
  | 'analysis'
  | 'analyzers'
  | 'recordings'
  | 'retention'
  | 'speech'
  | 'drafts'
> {
  const parsed = environment.safeParse(env);
  if (!parsed.success) throw faultsOf(parsed.error);
  const set = parsed.data;
  const tls = readTls(set.ATTUNE_TLS_CERT, set.ATTUNE_TLS_KEY);
  const dataDir = resolve(projectRoot, set.ATTUNE_DATA);
  return {
    port: set.ATTUNE_PORT,
    host: set.ATTUNE_HOST ?? (tls === undefined ? LOOPBACK : undefined),
    dataDir,
    databaseUrl: set.DATABASE_URL,
    tls,
    trustedProxies: proxies(set.ATTUNE_TRUSTED_PROXIES),
    publicUrl: set.ATTUNE_PUBLIC_URL === undefined ? undefined : withoutSlash(set.ATTUNE_PUBLIC_URL),
    demo: set.ATTUNE_DEMO,
    apiKey: set.ATTUNE_API_KEY,
    invitationTtlMs: set.ATTUNE_INVITATION_HOURS * 3_600_000,
    emptyCallMs: set.ATTUNE_EMPTY_CALL_MINUTES * 60_000,
    storageKey: set.ATTUNE_STORAGE_KEY,
    keyFile: keyFileOf(set.ATTUNE_KEY_FILE, dataDir),
    webRoot: resolve(projectRoot, 'dist/web'),
    migrationsDir: resolve(projectRoot, 'apps/server/drizzle'),
  };
}

/** Beside the data folder where none is named: a copy of the one must not hold the other. */
function keyFileOf(set: string | undefined, dataDir: string): string {
  const keyFile = set === undefined ? `${dataDir}.key` : resolve(projectRoot, set);
  if (!relative(dataDir, keyFile).startsWith('..'))
    throw new ConfigError('ATTUNE_KEY_FILE: must lie outside the data folder: the key opens everything that lies there.');
  return keyFile;
}

function readTls(certPath: string | undefined, keyPath: string | undefined): Config['tls'] {
  if (certPath === undefined && keyPath === undefined) return undefined;
  if (certPath === undefined || keyPath === undefined) throw new ConfigError('Set both ATTUNE_TLS_CERT and ATTUNE_TLS_KEY, or neither.');
  for (const path of [certPath, keyPath]) {
    if (!existsSync(path)) throw new ConfigError(`The TLS file ${path} does not exist. Correct ATTUNE_TLS_CERT and ATTUNE_TLS_KEY.`);
  }
  try {
    return { cert: readFileSync(certPath, 'utf8'), key: readFileSync(keyPath, 'utf8') };
  } catch (error) {
    throw new ConfigError(
      `The TLS files cannot be read (${(error as Error).message}). Give the user that runs Attune the right to read them.`,
    );
  }
}

function proxies(named: string | undefined): string[] {
  const list = listed(named ?? '');
  try {
    trustsProxy(list);
  } catch {
    throw new ConfigError(
      'ATTUNE_TRUSTED_PROXIES must be "loopback", addresses or networks, separated by commas: for example 10.0.0.5, 192.168.0.0/16.',
    );
  }
  return list;
}

const listed = (text: string) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
