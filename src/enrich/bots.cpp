#include "enrich/bots.h"

#include <algorithm>
#include <string>

namespace leapfrog::enrich {
namespace {

struct Signature {
  std::string_view marker;  // lower case
  Bot bot;
};

// Tokens that operators document for their own programs. The first hit decides, so a longer token stands
// before a shorter one that it contains.
constexpr Signature signatures[] = {
    // AI: training crawlers, search for assistants, and fetches on behalf of a user
    {"gptbot", {"GPTBot", "ai"}},
    {"chatgpt-user", {"ChatGPT-User", "ai"}},
    {"oai-searchbot", {"OAI-SearchBot", "ai"}},
    {"claudebot", {"ClaudeBot", "ai"}},
    {"claude-user", {"Claude-User", "ai"}},
    {"claude-searchbot", {"Claude-SearchBot", "ai"}},
    {"claude-web", {"Claude-Web", "ai"}},
    {"anthropic-ai", {"Anthropic AI", "ai"}},
    {"perplexitybot", {"PerplexityBot", "ai"}},
    {"perplexity-user", {"Perplexity-User", "ai"}},
    {"google-extended", {"Google-Extended", "ai"}},
    {"google-cloudvertexbot", {"Google Vertex AI", "ai"}},
    {"meta-externalagent", {"Meta-ExternalAgent", "ai"}},
    {"meta-externalfetcher", {"Meta-ExternalFetcher", "ai"}},
    {"bytespider", {"Bytespider", "ai"}},
    {"ccbot", {"CCBot", "ai"}},
    {"cohere-ai", {"Cohere", "ai"}},
    {"mistralai-user", {"MistralAI-User", "ai"}},
    {"amazonbot", {"Amazonbot", "ai"}},
    {"diffbot", {"Diffbot", "ai"}},
    {"youbot", {"YouBot", "ai"}},
    {"timpibot", {"Timpibot", "ai"}},
    {"imagesiftbot", {"ImagesiftBot", "ai"}},
    {"omgili", {"Omgili", "ai"}},
    {"petalbot", {"PetalBot", "search"}},
    // search engines
    {"googlebot", {"Googlebot", "search"}},
    {"adsbot-google", {"AdsBot-Google", "search"}},
    {"mediapartners-google", {"Google AdSense", "search"}},
    {"googleother", {"GoogleOther", "search"}},
    {"google-inspectiontool", {"Google-InspectionTool", "search"}},
    {"storebot-google", {"Storebot-Google", "search"}},
    {"feedfetcher-google", {"FeedFetcher-Google", "search"}},
    {"apis-google", {"APIs-Google", "search"}},
    {"bingbot", {"Bingbot", "search"}},
    {"bingpreview", {"BingPreview", "search"}},
    {"adidxbot", {"AdIdxBot", "search"}},
    {"msnbot", {"MSNBot", "search"}},
    {"slurp", {"Yahoo Slurp", "search"}},
    {"duckduckbot", {"DuckDuckBot", "search"}},
    {"duckassistbot", {"DuckAssistBot", "ai"}},
    {"baiduspider", {"Baiduspider", "search"}},
    {"yandex.com/bots", {"YandexBot", "search"}},
    {"yandexbot", {"YandexBot", "search"}},
    {"sogou web spider", {"Sogou", "search"}},
    {"applebot", {"Applebot", "search"}},
    {"seznambot", {"SeznamBot", "search"}},
    {"yeti/", {"Naver Yeti", "search"}},
    {"qwantify", {"Qwantify", "search"}},
    {"mojeekbot", {"MojeekBot", "search"}},
    {"exabot", {"Exabot", "search"}},
    {"ia_archiver", {"Internet Archive", "other"}},
    {"archive.org_bot", {"Internet Archive", "other"}},
    // marketing and link indexes
    {"ahrefsbot", {"AhrefsBot", "seo"}},
    {"ahrefssiteaudit", {"AhrefsSiteAudit", "seo"}},
    {"semrushbot", {"SemrushBot", "seo"}},
    {"siteauditbot", {"SemrushBot", "seo"}},
    {"mj12bot", {"MJ12bot", "seo"}},
    {"dotbot", {"DotBot", "seo"}},
    {"rogerbot", {"Rogerbot", "seo"}},
    {"dataforseobot", {"DataForSeoBot", "seo"}},
    {"screaming frog", {"Screaming Frog", "seo"}},
    {"blexbot", {"BLEXBot", "seo"}},
    {"serpstatbot", {"SerpstatBot", "seo"}},
    {"barkrowler", {"Barkrowler", "seo"}},
    {"sitebulb", {"Sitebulb", "seo"}},
    // link previews
    {"facebookexternalhit", {"Facebook", "social"}},
    {"facebookcatalog", {"Facebook", "social"}},
    {"twitterbot", {"Twitterbot", "social"}},
    {"linkedinbot", {"LinkedInBot", "social"}},
    {"slackbot", {"Slackbot", "social"}},
    {"slack-imgproxy", {"Slackbot", "social"}},
    {"discordbot", {"Discordbot", "social"}},
    {"telegrambot", {"TelegramBot", "social"}},
    {"whatsapp/", {"WhatsApp", "social"}},
    {"skypeuripreview", {"Skype preview", "social"}},
    {"pinterestbot", {"Pinterestbot", "social"}},
    {"redditbot", {"Redditbot", "social"}},
    {"embedly", {"Embedly", "social"}},
    {"mastodon/", {"Mastodon", "social"}},
    {"bluesky cardyb", {"Bluesky", "social"}},
    // monitoring and performance
    {"pingdom", {"Pingdom", "monitoring"}},
    {"uptimerobot", {"UptimeRobot", "monitoring"}},
    {"statuscake", {"StatusCake", "monitoring"}},
    {"site24x7", {"Site24x7", "monitoring"}},
    {"datadogsynthetics", {"Datadog Synthetics", "monitoring"}},
    {"datadog/synthetics", {"Datadog Synthetics", "monitoring"}},
    {"newrelicpinger", {"New Relic", "monitoring"}},
    {"betteruptime", {"Better Stack", "monitoring"}},
    {"better uptime bot", {"Better Stack", "monitoring"}},
    {"checkly", {"Checkly", "monitoring"}},
    {"hetrixtools", {"HetrixTools", "monitoring"}},
    {"freshping", {"Freshping", "monitoring"}},
    {"chrome-lighthouse", {"Lighthouse", "monitoring"}},
    {"google page speed", {"PageSpeed Insights", "monitoring"}},
    {"gtmetrix", {"GTmetrix", "monitoring"}},
    {"ptst/", {"WebPageTest", "monitoring"}},
    {"dynatrace", {"Dynatrace", "monitoring"}},
    {"elb-healthchecker", {"AWS health check", "monitoring"}},
    {"kube-probe", {"Kubernetes probe", "monitoring"}},
    {"googlehc", {"Google health check", "monitoring"}},
    {"vercel-screenshot", {"Vercel screenshot", "headless"}},
    // browsers without a person
    {"headlesschrome", {"Headless Chrome", "headless"}},
    {"headlessedg", {"Headless Edge", "headless"}},
    {"phantomjs", {"PhantomJS", "headless"}},
    {"slimerjs", {"SlimerJS", "headless"}},
    {"puppeteer", {"Puppeteer", "headless"}},
    {"playwright", {"Playwright", "headless"}},
    {"selenium", {"Selenium", "headless"}},
    {"cypress/", {"Cypress", "headless"}},
    {"electron-prerender", {"Prerender", "headless"}},
    {"prerender", {"Prerender", "headless"}},
    {"jsdom/", {"jsdom", "headless"}},
    // libraries
    {"python-requests", {"Python Requests", "http_client"}},
    {"python-urllib", {"Python urllib", "http_client"}},
    {"python-httpx", {"HTTPX", "http_client"}},
    {"aiohttp/", {"aiohttp", "http_client"}},
    {"scrapy", {"Scrapy", "http_client"}},
    {"go-http-client", {"Go", "http_client"}},
    {"apache-httpclient", {"Apache HttpClient", "http_client"}},
    {"axios/", {"axios", "http_client"}},
    {"node-fetch", {"node-fetch", "http_client"}},
    {"undici", {"undici", "http_client"}},
    {"libwww-perl", {"libwww-perl", "http_client"}},
    {"guzzlehttp", {"Guzzle", "http_client"}},
    {"postmanruntime", {"Postman", "http_client"}},
    {"insomnia/", {"Insomnia", "http_client"}},
    {"curl/", {"curl", "http_client"}},
    {"wget/", {"Wget", "http_client"}},
    {"java/", {"Java", "http_client"}},
};

// How bots in general name themselves. "bot" must end a word, or phones such as the Cubot would be caught.
constexpr std::string_view manners[] = {"bot/",    "bot;",   "bot)",    "-bot",   "_bot",    " bot ",
                                        "crawler", "spider", "scraper", "crawl/", "archiver"};
constexpr std::string_view bot_alike[] = {"cubot"};
constexpr Bot unknown_bot{"Unknown bot", "other"};

}  // namespace

const Bot* find_bot(std::string_view user_agent) {
  std::string lower(user_agent);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  const auto has = [&](std::string_view marker) { return lower.find(marker) != lower.npos; };
  const auto* found = std::ranges::find_if(signatures, has, &Signature::marker);
  if (found != std::end(signatures)) return &found->bot;
  if (std::ranges::any_of(bot_alike, has)) return nullptr;
  if (std::ranges::any_of(manners, has) || lower.ends_with("bot")) return &unknown_bot;
  return nullptr;
}

}  // namespace leapfrog::enrich
