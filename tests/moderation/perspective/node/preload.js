// Sends what is meant for Google's address to BASE instead.
const google = 'https://commentanalyzer.googleapis.com';

for (const name of ['axios', 'perspective-api-client/node_modules/axios']) {
  try {
    require(name).interceptors.request.use((config) => {
      config.url = config.url.replace(google, process.env.BASE);
      return config;
    });
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
  }
}
