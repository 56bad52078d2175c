// Calls the API as its Node clients do: node clients.js WHICH, with BASE and KEY set.
const {BASE, KEY} = process.env;

const calls = {
  // OSMOD's call, by googleapis and the discovery document.
  async osmod() {
    const {google} = require('googleapis');
    const client = await google.discoverAPI(`${BASE}/$discovery/rest?version=v1alpha1`);
    const answer = await client.comments.analyze({key: KEY, resource: {
      comment: {text: 'you idiot. Fine.'},
      context: {entries: [{text: 'article'}]},
      requestedAttributes: {TOXICITY: {}, SPAM: {}},
      languages: ['en'],
      clientToken: 'OsmodAssistantV0_request1',
      spanAnnotations: true,
    }});
    return answer.data;
  },
  // Coral's call, with its time-out.
  async coral() {
    const axios = require('axios');
    const path = require('node:path');
    const url = new URL(`${BASE}${process.env.PREFIX}`);
    url.pathname = path.join(url.pathname, '/comments:analyze');
    url.searchParams.set('key', KEY);
    const answer = await axios.request({
      method: 'POST',
      url: url.toString(),
      timeout: 800,
      maxRedirects: 0,
      maxContentLength: 2e6,
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'Coral Perspective/9.11.8',
      },
      data: JSON.stringify({
        comment: {text: 'you idiot'},
        doNotStore: true,
        requestedAttributes: {TOXICITY: {}},
        languages: ['en'],
      }),
    });
    return answer.data;
  },
  // perspective-api-client, whose fixed address preload.js rewrites.
  async wrapper() {
    const Perspective = require('perspective-api-client');
    return new Perspective({apiKey: KEY}).analyze(
      'you <b>idiot</b>', {attributes: ['toxicity', 'spam']});
  },
};

calls[process.argv[2]]().then(
  (found) => console.log(JSON.stringify(found)),
  (error) => { console.error(error.message); process.exit(1); },
);
