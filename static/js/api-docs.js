// Starts Swagger UI on the API's page. Loaded after its bundle, which defines SwaggerUIBundle.
const page = document.querySelector("#api");

window.SwaggerUIBundle({
  url: page.dataset.schema,
  domNode: page,
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  docExpansion: "list",
  tryItOutEnabled: true,
  validatorUrl: null,
  requestInterceptor(request) {
    if (page.dataset.csrf && request.method && request.method !== "GET") request.headers["X-CSRFToken"] = page.dataset.csrf;
    return request;
  },
});
