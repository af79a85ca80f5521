/** A server of one's own, ready to be started: the lines to copy, and the values of the form that go with them. */
export interface Setup {
  run: string;
  /** Makes the user of a server that serves several. */
  user?: string;
  update: string;
  values: Record<string, string>;
}

// Published only on this computer's loopback, and every datum in a volume that outlives the container.
const run = (name: string, port: number, image: string, volumes: string[], env: Record<string, string>): string =>
  [
    `docker run -d --name ${name} --restart unless-stopped -p 127.0.0.1:${String(port)}:${String(port)}`,
    ...volumes.map((v) => `-v ${v}`),
    ...Object.entries(env).map(([key, value]) => `-e ${key}=${value}`),
    image,
  ].join(' ');

const update = (name: string, image: string): string => `docker pull ${image} && docker rm -f ${name}`;

const wwebjs = (secret: () => string): Setup => {
  const key = secret();
  return {
    run: run('balcao-wwebjs', 3000, 'avoylenko/wwebjs-api:latest', ['balcao-wwebjs:/usr/src/app/sessions'], {
      API_KEY: key,
      ENABLE_WEBHOOK: 'FALSE',
      ENABLE_WEBSOCKET: 'TRUE',
      RECOVER_SESSIONS: 'TRUE',
      SET_MESSAGES_AS_SEEN: 'FALSE',
    }),
    update: update('balcao-wwebjs', 'avoylenko/wwebjs-api:latest'),
    values: { address: 'http://127.0.0.1:3000', api_key: key, session: 'balcao' },
  };
};

const wuzapi = (secret: () => string): Setup => {
  const [admin, token] = [secret(), secret()];
  const user = JSON.stringify({ name: 'balcao', token, events: 'All', history: 200 });
  return {
    run: run(
      'balcao-wuzapi',
      8080,
      'asternic/wuzapi:latest',
      ['balcao-wuzapi:/app/dbdata', 'balcao-wuzapi-files:/app/files'],
      {
        WUZAPI_ADMIN_TOKEN: admin,
        WUZAPI_GLOBAL_ENCRYPTION_KEY: secret(), // as many bytes as it asks for
        WEBHOOK_FORMAT: 'json',
      },
    ),
    // Quoted so that a shell of any system takes it.
    user: `curl -X POST http://127.0.0.1:8080/admin/users -H "Authorization: ${admin}" -H "Content-Type: application/json" -d "${user.replaceAll('"', '\\"')}"`,
    update: update('balcao-wuzapi', 'asternic/wuzapi:latest'),
    values: { address: 'http://127.0.0.1:8080', user_token: token, server_history: '200' },
  };
};

const ways: Record<string, ((secret: () => string) => Setup) | undefined> = { wwebjs, wuzapi };

/** How a server for a way is set up; undefined where it needs none. */
export const setupOf = (kind: string): ((secret: () => string) => Setup) | undefined => ways[kind];

/** A new secret of 32 characters that means nothing to any shell. */
export function newSecret(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
}
