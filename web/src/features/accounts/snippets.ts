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

// The loader stub of posthog-js: queues calls until the library has arrived from this server.
const loader =
  '!function(t,e){var o,n,p,r;e.__SV||(window.posthog=e,e._i=[],e.init=function(i,s,a){function g(t,e){var o=e.split(".");' +
  "2==o.length&&(t=t[o[0]],e=o[1]),t[e]=function(){t.push([e].concat(Array.prototype.slice.call(arguments,0)))}}" +
  '(p=t.createElement("script")).type="text/javascript",p.crossOrigin="anonymous",p.async=!0,' +
  'p.src=s.api_host+"/static/array.js",(r=t.getElementsByTagName("script")[0]).parentNode.insertBefore(p,r);' +
  'var u=e;for(void 0!==a?u=e[a]=[]:a="posthog",u.people=u.people||[],u.toString=function(t){var e="posthog";' +
  'return"posthog"!==a&&(e+="."+a),t||(e+=" (stub)"),e},u.people.toString=function(){return u.toString(1)+".people (stub)"},' +
  'o="init capture register register_once unregister identify alias reset group set_config setPersonProperties ' +
  "getFeatureFlag isFeatureEnabled reloadFeatureFlags onFeatureFlags opt_in_capturing opt_out_capturing " +
  "has_opted_in_capturing has_opted_out_capturing captureException startSessionRecording stopSessionRecording " +
  'get_distinct_id getGroups get_session_id debug".split(" "),n=0;n<o.length;n++)g(u,o[n]);e._i.push([i,s,a])},e.__SV=1)}' +
  "(document,window.posthog||[]);";

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
