// Keeps the files of one build, answers from them, and leaves everything else alone.
// xtask/src/seal.rs writes the first lines: VERSION, and FILES with "./" for the page itself.

const SCOPE = registration.scope;
const OURS = `patternscope ${SCOPE} `;
const CACHE = OURS + VERSION;

addEventListener('install', (event) => event.waitUntil(keep()));
addEventListener('activate', (event) => event.waitUntil(forget()));
addEventListener('message', (event) => event.data === 'take over' && skipWaiting());
addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  const name = method === 'GET' && nameOf(url);
  if (name) event.respondWith(answer(name, event.request));
});

async function keep() {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES.map((name) => new Request(name, { cache: 'no-cache' })));
  // A host in the middle of an upload mixes two builds; the browser will try again later.
  const page = await (await cache.match('./')).text();
  if (!page.includes(VERSION)) {
    await caches.delete(CACHE);
    throw new Error('The host has not yet all files of this version.');
  }
}

async function forget() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(OURS) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

function nameOf(url) {
  if (!url.startsWith(SCOPE)) return null;
  const path = url.slice(SCOPE.length).split(/[?#]/, 1)[0];
  const name = path === '' || path === 'index.html' ? './' : path;
  return FILES.includes(name) ? name : null;
}

async function answer(name, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(name, { ignoreVary: true })) ?? fetch(request);
}
