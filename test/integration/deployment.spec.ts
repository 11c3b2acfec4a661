import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load, loadAll, YAML11_SCHEMA } from 'js-yaml';
import { DaemonSet, Deployment, StatefulSet } from 'kubernetes-models/apps/v1';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Namespace, PersistentVolumeClaim, Service } from 'kubernetes-models/v1';
import { afterAll, describe, expect, it } from 'vitest';
import { has } from './support/prometheus.ts';

const ROOT = join(import.meta.dirname, '../..');
const KUBERNETES = join(ROOT, 'deploy/kubernetes');
// As Docker and Kubernetes read it: with merged keys and octal modes.
const schema = YAML11_SCHEMA;
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const SETTINGS = { ATTUNE_PUBLIC_URL: 'https://attune.example.org', ATTUNE_MEDIA_ANNOUNCED: '203.0.113.1' };
const temporary = mkdtempSync(join(tmpdir(), 'attune-deployment-'));
afterAll(() => rmSync(temporary, { recursive: true }));

interface ComposeService {
  image: string;
  user?: string;
  read_only?: boolean;
  cap_drop?: string[];
  cap_add?: string[];
  security_opt?: string[];
  pids_limit?: number;
  healthcheck?: { test: string[] };
  environment?: Record<string, string | number>;
  secrets?: string[];
  deploy?: { resources?: { limits?: { cpus?: string; memory?: string } } };
}
interface Compose {
  services: Record<string, ComposeService>;
  secrets: Record<string, { file: string }>;
}
const compose = load(read('docker-compose.yml'), { schema }) as Compose;
const services = Object.entries(compose.services);

describe('docker-compose.yml', () => {
  it('has every part that a hospital needs', () => {
    expect(Object.keys(compose.services).sort()).toEqual([
      'analyzer',
      'analyzer-gpu',
      'caddy',
      'coturn',
      'postgres',
      'redis',
      'server',
      'server2',
    ]);
  });

  it.each(services)('%s is held to the least that it needs', (name, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    expect(service.cap_add ?? []).toEqual(name === 'caddy' ? ['NET_BIND_SERVICE'] : []);
    expect(service.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(service.image).toMatch(/:(?!latest$)[^:]+$/);
    expect(service.healthcheck?.test.length).toBeGreaterThan(1);
    expect(service.deploy?.resources?.limits).toEqual({ cpus: expect.any(String) as unknown, memory: expect.any(String) as unknown });
    expect(service.pids_limit).toBeGreaterThan(0);
  });

  it('gives secrets as files alone, which its script makes for the owner of the folder', () => {
    const named = /(?:SECRET|PASSWORD|_KEY|TOKEN|CREDENTIAL|DATABASE_URL|REDIS_URL)$/;
    const given = services.flatMap(([, { environment = {} }]) => Object.entries(environment).filter(([name]) => named.test(name)));
    expect(given.length).toBeGreaterThan(10);
    // Settings that name files of TLS are no secrets.
    expect(given.filter(([name, value]) => value !== '' && !/TLS_(?:KEY|CERT)$/.test(name))).toEqual([]);
    const folder = join(temporary, 'secrets');
    execFileSync('sh', [join(ROOT, 'deploy/make-secrets.sh'), folder]);
    expect(readdirSync(folder).sort()).toEqual(Object.keys(compose.secrets).sort());
    expect(execFileSync('stat', ['-c', '%a', folder], { encoding: 'utf8' }).trim()).toBe('700');
    const before = readFileSync(join(folder, 'storage_key'), 'utf8');
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    execFileSync('sh', [join(ROOT, 'deploy/make-secrets.sh'), folder]);
    expect(readFileSync(join(folder, 'storage_key'), 'utf8')).toBe(before);
    for (const [name, { secrets = [] }] of services)
      for (const secret of secrets) expect(compose.secrets, `${name}: ${secret}`).toHaveProperty(secret);
  });

  it.skipIf(!has('docker-compose', 'docker-compose'))('is read by docker-compose, and so is the one for a single machine', () => {
    for (const file of ['docker-compose.yml', 'deploy/docker-compose.single.yml']) {
      const read = () =>
        execFileSync('docker-compose', ['-f', join(ROOT, file), '--profile', 'two', '--profile', 'cpu', '--profile', 'gpu', 'config'], {
          env: { ...process.env, ...SETTINGS },
          encoding: 'utf8',
          stdio: 'pipe',
        });
      expect(read()).toContain('services:');
    }
    // What must be said is asked for.
    expect(() =>
      execFileSync('docker-compose', ['-f', join(ROOT, 'docker-compose.yml'), 'config'], {
        env: { ...process.env, ...SETTINGS, ATTUNE_MEDIA_ANNOUNCED: '' },
        stdio: 'pipe',
      }),
    ).toThrow(/deploy\/env\.example/);
  });
});

interface Probe {
  httpGet?: { path: string };
}
interface Container {
  name: string;
  image: string;
  env?: { name: string; value?: string }[];
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  resources?: object;
  securityContext?: { capabilities?: { add?: string[] } };
}
interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec: { template: { spec: { containers: Container[]; securityContext?: object; automountServiceAccountToken?: boolean } } };
}
const MODELS = {
  ConfigMap,
  DaemonSet,
  Deployment,
  Namespace,
  NetworkPolicy,
  PersistentVolumeClaim,
  PodDisruptionBudget,
  Service,
  StatefulSet,
};
const files = readdirSync(KUBERNETES).filter((name) => name !== 'kustomization.yaml');
const manifests = files.flatMap((file) =>
  (loadAll(read(`deploy/kubernetes/${file}`), { schema }) as Manifest[]).map((manifest) => ({
    title: `${file}: ${manifest.kind} ${manifest.metadata.name}`,
    manifest,
  })),
);
const validate = (manifest: Manifest) => {
  const model = MODELS[manifest.kind as keyof typeof MODELS] as unknown as new (data: object) => { validate(): void };
  new model(manifest).validate();
};

describe('the manifests for Kubernetes', () => {
  it.each(manifests)('$title fits the schema of its kind', ({ manifest }) => {
    expect(Object.keys(MODELS)).toContain(manifest.kind);
    validate(manifest);
  });

  it('would not fit with a fault', () => {
    const server = structuredClone(manifests.find(({ manifest }) => manifest.kind === 'StatefulSet')?.manifest);
    server!.spec.template.spec.containers[0]!.resources = { limits: 4 };
    expect(() => validate(server!)).toThrow(/resources\/limits/);
  });

  it('are all listed, and what they list is there', () => {
    const { resources, configMapGenerator, secretGenerator } = load(read('deploy/kubernetes/kustomization.yaml')) as {
      resources: string[];
      configMapGenerator: { name: string; files: string[] }[];
      secretGenerator: { name: string; files: string[] }[];
    };
    expect([...resources].sort()).toEqual([...files].sort());
    for (const { files: listed } of configMapGenerator) for (const file of listed) expect(existsSync(join(KUBERNETES, file))).toBe(true);
    const secrets = secretGenerator.flatMap(({ files: listed }) => listed.map((file) => file.split('/').at(-1)));
    expect(secrets.sort()).toEqual(Object.keys(compose.secrets).sort());
  });

  const pods = manifests.filter(({ manifest: { kind } }) => ['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind));
  it.each(pods)('$title is held to the least that it needs', ({ manifest }) => {
    const { spec } = manifest.spec.template;
    expect(spec).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    for (const container of spec.containers) {
      expect(container).toMatchObject({
        securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
        resources: {
          requests: expect.any(Object) as unknown,
          limits: { cpu: expect.any(String) as unknown, memory: expect.any(String) as unknown },
        },
      });
      expect(container.securityContext?.capabilities?.add ?? []).toEqual(container.name === 'caddy' ? ['NET_BIND_SERVICE'] : []);
      expect(container.livenessProbe && container.readinessProbe).toBeDefined();
      expect(container.image).toMatch(/:(?!latest$)[^:]+$/);
      // Secrets are files.
      const plain = (container.env ?? []).filter(
        ({ name, value }) => /SECRET|PASSWORD|TOKEN/.test(name) && value?.startsWith('/') !== true,
      );
      expect(plain).toEqual([]);
    }
  });

  it('give analyzers the token alone, and reach servers only by loopback or TLS', () => {
    const analyzers = manifests.filter(({ title }) => title.startsWith('analyzer.yaml'));
    expect(analyzers.map(({ manifest }) => manifest.kind)).toEqual(['DaemonSet', 'Deployment']);
    const { data } = manifests.find(({ manifest }) => manifest.kind === 'ConfigMap')!.manifest as unknown as {
      data: Record<string, string>;
    };
    expect(data['ATTUNE_ANALYZER_SERVER_URL']).toMatch(/^wss:/);
    for (const { manifest } of analyzers) {
      const { containers, volumes, hostNetwork } = manifest.spec.template.spec as {
        containers: Container[];
        volumes: { secret?: { items: { key: string }[] }; persistentVolumeClaim?: object }[];
        hostNetwork?: boolean;
      };
      expect(volumes.flatMap(({ secret }) => secret?.items.map(({ key }) => key) ?? [])).toEqual(['analyzer_token']);
      expect(volumes.some(({ persistentVolumeClaim }) => persistentVolumeClaim)).toBe(false);
      const address = containers[0]!.env!.find(({ name }) => name === 'ATTUNE_SERVER_URL')!.value;
      expect(address).toBe(hostNetwork === true ? 'ws://127.0.0.1:3000' : undefined);
    }
  });

  it('probes liveness without the database, and readiness with it', () => {
    const [server] = manifests.find(({ manifest }) => manifest.kind === 'StatefulSet' && manifest.metadata.name === 'attune')!.manifest.spec
      .template.spec.containers;
    expect([server?.livenessProbe?.httpGet?.path, server?.readinessProbe?.httpGet?.path]).toEqual(['/health/live', '/health/ready']);
  });

  it.skipIf(!has('kubectl', 'kubernetes-client'))('are built by kubectl kustomize', () => {
    const folder = join(temporary, 'deploy/kubernetes');
    mkdirSync(join(temporary, 'deploy'), { recursive: true });
    execFileSync('cp', ['-r', KUBERNETES, join(ROOT, 'deploy/caddy'), join(temporary, 'deploy')]);
    execFileSync('cp', [join(ROOT, 'turnserver.conf'), temporary]);
    execFileSync('sh', [join(ROOT, 'deploy/make-secrets.sh'), join(temporary, 'secrets')]);
    // It reads files beside its folder only if told to.
    const built = execFileSync('kubectl', ['kustomize', '--load-restrictor=LoadRestrictionsNone', folder], { encoding: 'utf8' });
    expect((loadAll(built) as Manifest[]).map(({ kind }) => kind)).toContain('Secret');
  });
});
