// What to paste to send events, per platform, with this server's address and the project's token filled in. Pure.

export type Platform =
  | "snippet"
  | "npm"
  | "react"
  | "node"
  | "python"
  | "go"
  | "ruby"
  | "php"
  | "ios"
  | "android"
  | "react-native"
  | "curl";

export interface Step {
  title: string;
  language: "html" | "shell" | "javascript" | "python" | "go" | "ruby" | "php" | "swift" | "kotlin";
  code: string;
}

export const platforms: ReadonlyArray<{ value: Platform; title: string }> = [
  { value: "snippet", title: "Web snippet" },
  { value: "npm", title: "Web, npm" },
  { value: "react", title: "React" },
  { value: "node", title: "Node.js" },
  { value: "python", title: "Python" },
  { value: "go", title: "Go" },
  { value: "ruby", title: "Ruby" },
  { value: "php", title: "PHP" },
  { value: "ios", title: "iOS" },
  { value: "android", title: "Android" },
  { value: "react-native", title: "React Native" },
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
    case "react":
      return [
        { title: "Install the library", language: "shell", code: "npm install posthog-js" },
        {
          title: "Put the provider around your app",
          language: "javascript",
          code: `import { PostHogProvider } from "posthog-js/react";\n\n<PostHogProvider\n  apiKey="${token}"\n  options={{ api_host: "${host}", defaults: "2025-05-24", person_profiles: "identified_only" }}\n>\n  <App />\n</PostHogProvider>;`,
        },
        {
          title: "Send an event from a component",
          language: "javascript",
          code: 'const posthog = usePostHog(); // from "posthog-js/react"\n\nposthog.capture("signed up", { plan: "team" });',
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
    case "go":
      return [
        { title: "Install the library", language: "shell", code: "go get github.com/posthog/posthog-go" },
        {
          title: "Send an event",
          language: "go",
          code: `client, err := posthog.NewWithConfig("${token}", posthog.Config{Endpoint: "${host}"})\nif err != nil {\n\tlog.Fatal(err)\n}\ndefer client.Close()\n\nclient.Enqueue(posthog.Capture{\n\tDistinctId: "user-42",\n\tEvent:      "signed up",\n\tProperties: posthog.NewProperties().Set("plan", "team"),\n})`,
        },
      ];
    case "ruby":
      return [
        { title: "Install the library", language: "shell", code: "gem install posthog-ruby" },
        {
          title: "Send an event",
          language: "ruby",
          code: `require "posthog"\n\nclient = PostHog::Client.new({ api_key: "${token}", host: "${host}" })\n\nclient.capture({ distinct_id: "user-42", event: "signed up", properties: { plan: "team" } })\n\nclient.flush`,
        },
      ];
    case "php":
      return [
        { title: "Install the library", language: "shell", code: "composer require posthog/posthog-php" },
        {
          title: "Send an event",
          language: "php",
          code: `use PostHog\\PostHog;\n\nPostHog::init("${token}", ["host" => "${host}"]);\n\nPostHog::capture([\n  "distinctId" => "user-42",\n  "event" => "signed up",\n  "properties" => ["plan" => "team"],\n]);\n\nPostHog::flush();`,
        },
      ];
    case "ios":
      return [
        {
          title: "Add the package",
          language: "swift",
          code: '.package(url: "https://github.com/PostHog/posthog-ios.git", from: "3.0.0")',
        },
        {
          title: "Start it when the app starts",
          language: "swift",
          code: `import PostHog\n\nlet config = PostHogConfig(apiKey: "${token}", host: "${host}")\nPostHogSDK.shared.setup(config)\n\nPostHogSDK.shared.capture("signed up", properties: ["plan": "team"])`,
        },
      ];
    case "android":
      return [
        { title: "Add the library", language: "kotlin", code: 'implementation("com.posthog:posthog-android:3.+")' },
        {
          title: "Start it in your Application",
          language: "kotlin",
          code: `import com.posthog.PostHog\nimport com.posthog.android.PostHogAndroid\nimport com.posthog.android.PostHogAndroidConfig\n\nval config = PostHogAndroidConfig(apiKey = "${token}", host = "${host}")\nPostHogAndroid.setup(this, config)\n\nPostHog.capture(event = "signed up", properties = mapOf("plan" to "team"))`,
        },
      ];
    case "react-native":
      return [
        {
          title: "Install the library",
          language: "shell",
          code: "npm install posthog-react-native @react-native-async-storage/async-storage",
        },
        {
          title: "Put the provider around your app",
          language: "javascript",
          code: `import { PostHogProvider } from "posthog-react-native";\n\n<PostHogProvider apiKey="${token}" options={{ host: "${host}" }}>\n  <App />\n</PostHogProvider>;`,
        },
        {
          title: "Send an event from a component",
          language: "javascript",
          code: 'const posthog = usePostHog(); // from "posthog-react-native"\n\nposthog.capture("signed up", { plan: "team" });',
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
