// What to paste to send events, per platform, with this server's address and the project's token filled in. Pure.

export type Platform = "snippet" | "npm" | "node" | "python" | "curl";

export interface Step {
  title: string;
  language: "html" | "shell" | "javascript" | "python";
  code: string;
}

export const platforms: ReadonlyArray<{ value: Platform; title: string }> = [
  { value: "snippet", title: "Web snippet" },
  { value: "npm", title: "Web, npm" },
  { value: "node", title: "Node.js" },
  { value: "python", title: "Python" },
  { value: "curl", title: "curl" },
];

// Keeps calls in a list until the library has arrived from this server and works the list off. The names _i and __SV
// are what the library looks for.
const loader = `(function (page) {
    if (page.posthog) return;
    var calls = (page.posthog = []);
    calls._i = [];
    calls.__SV = 1;
    calls.people = [];
    "capture identify alias group reset register register_once unregister isFeatureEnabled getFeatureFlag onFeatureFlags reloadFeatureFlags opt_in_capturing opt_out_capturing captureException"
      .split(" ")
      .forEach(function (name) {
        calls[name] = function () {
          calls.push([name].concat([].slice.call(arguments)));
        };
      });
    calls.init = function (token, options) {
      calls._i.push([token, options, "posthog"]);
      var script = document.createElement("script");
      script.async = true;
      script.crossOrigin = "anonymous";
      script.src = options.api_host + "/static/array.js";
      document.head.appendChild(script);
    };
  })(window);`;

export function snippetSteps(platform: Platform, host: string, token: string): Step[] {
  switch (platform) {
    case "snippet":
      return [
        {
          title: "Paste this into the head of every page",
          language: "html",
          code: `<script>\n  ${loader}\n  posthog.init("${token}", {\n    api_host: "${host}",\n    defaults: "2025-05-24",\n    person_profiles: "identified_only",\n  });\n</script>`,
        },
        {
          title: "Open a page. To send an event of your own:",
          language: "javascript",
          code: 'posthog.capture("signed up", { plan: "team" });',
        },
      ];
    case "npm":
      return [
        { title: "Install the library", language: "shell", code: "npm install posthog-js" },
        {
          title: "Start it once, when your app starts",
          language: "javascript",
          code: `import posthog from "posthog-js";\n\nposthog.init("${token}", {\n  api_host: "${host}",\n  defaults: "2025-05-24",\n  person_profiles: "identified_only",\n});\n\nposthog.capture("signed up", { plan: "team" });`,
        },
      ];
    case "node":
      return [
        { title: "Install the library", language: "shell", code: "npm install posthog-node" },
        {
          title: "Send an event",
          language: "javascript",
          code: `import { PostHog } from "posthog-node";\n\nconst client = new PostHog("${token}", { host: "${host}" });\n\nclient.capture({\n  distinctId: "user-42",\n  event: "signed up",\n  properties: { plan: "team" },\n});\n\nawait client.shutdown();`,
        },
      ];
    case "python":
      return [
        { title: "Install the library", language: "shell", code: "pip install posthog" },
        {
          title: "Send an event",
          language: "python",
          code: `from posthog import Posthog\n\nclient = Posthog("${token}", host="${host}")\n\nclient.capture("signed up", distinct_id="user-42", properties={"plan": "team"})\n\nclient.shutdown()`,
        },
      ];
    case "curl":
      return [
        {
          title: "Send an event",
          language: "shell",
          code: `curl ${host}/i/v0/e/ \\\n  --header 'content-type: application/json' \\\n  --data '{\n    "api_key": "${token}",\n    "event": "signed up",\n    "distinct_id": "user-42",\n    "properties": {"plan": "team"}\n  }'`,
        },
      ];
  }
}
