#include "query/sql/channel_type.h"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <vector>

namespace leapfrog::query {
namespace {

struct Kind {
  std::string_view type;
  std::string_view names;  // separated by spaces
};

// Names of sites without what stands before and behind them ("google" for www.google.co.uk), and whole
// domains where the name alone would say something else.
constexpr std::array site_kinds = {
    Kind{"Search",
         "google bing duckduckgo yahoo yandex baidu ecosia brave qwant startpage ask aol naver daum seznam "
         "sogou so kagi mojeek presearch swisscows petalsearch lycos rambler ecosia alltheweb dogpile excite "
         "metager infospace webcrawler onet gigablast search.brave.com m.so.com 360.cn msn "
         "lite.duckduckgo.com "
         "ya.ru adwords googleads"},
    Kind{"Social",
         "facebook fb instagram ig twitter x linkedin reddit pinterest tiktok snapchat snap threads "
         "mastodon bluesky bsky tumblr quora vk weibo wechat weixin whatsapp telegram discord slack "
         "news.ycombinator.com hackernews ycombinator producthunt stackoverflow stackexchange github medium "
         "substack lobste lobsters dev.to hashnode meetup flipboard messenger ok odnoklassniki xing nextdoor "
         "t.co lnkd lnkd.in fb.me m.me out.reddit.com old.reddit.com t.me line.me kakao viber signal "
         "indiehackers behance dribbble goodreads yelp tripadvisor"},
    Kind{"Video",
         "youtube youtu vimeo twitch dailymotion bilibili netflix hulu rumble wistia iqiyi niconico"},
    Kind{"Shopping",
         "amazon ebay etsy alibaba aliexpress walmart shopify shopping shopping.google.com rakuten taobao "
         "tmall mercadolibre mercadolivre wish temu shein flipkart bestbuy target igshopping zalando idealo "
         "shopzilla"},
    Kind{"Email",
         "email e-mail e_mail newsletter mailchimp gmail outlook hotmail mail.google.com mail.yahoo.com "
         "outlook.live.com outlook.office.com outlook.office365.com com.google.android.gm protonmail "
         "mail.proton.me mail.aol.com mail.yandex.ru e.mail.ru convertkit sendgrid klaviyo mailerlite "
         "substack_email"},
    Kind{"SMS", "sms"},
    Kind{"Audio", "spotify soundcloud podcast audio overcast pandora deezer podcasts.apple.com"},
    Kind{"Push", "push onesignal"},
    Kind{"Affiliate", "affiliate affiliates shareasale impact awin partnerstack rewardful"},
    Kind{"AI",
         "chatgpt openai perplexity claude anthropic gemini gemini.google.com bard.google.com copilot "
         "copilot.microsoft.com deepseek mistral grok poe phind you meta.ai notebooklm.google.com"},
};

constexpr std::array medium_kinds = {
    Kind{"Social", "social social-network social-media sm social_network social_media"},
    Kind{"Video", "video"},
    Kind{"Display", "display banner expandable interstitial cpm"},
    Kind{"Email", "email e-mail e_mail"},
    Kind{"SMS", "sms"},
    Kind{"Audio", "audio podcast"},
    Kind{"Push", "push mobile notification"},
    Kind{"Affiliate", "affiliate affiliates partnership partnerships"},
    Kind{"Referral", "referral app link"},
    Kind{"AI", "ai llm"},
};

// The type of `text` by the table; null when it is not in it.
template <class Table>
std::string looked_up(std::string_view text, const Table& table) {
  std::string names, types;
  for (const auto& kind : table) {
    for (auto rest = kind.names; !rest.empty();) {
      const auto end = rest.find(' ');
      names += fmt::format("{}'{}'", names.empty() ? "" : ",", rest.substr(0, end));
      types += fmt::format("{}'{}'", types.empty() ? "" : ",", kind.type);
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
  }
  return fmt::format("nullIf(transform(ifNull({}, ''), [{}], [{}], ''), '')", text, names, types);
}

std::string site_type(std::string_view site) {
  const auto name =
      fmt::format("if(position(ifNull({0}, ''), '.') = 0, {0}, firstSignificantSubdomain({0}))", site);
  return fmt::format("ifNull({}, {})", looked_up(site, site_kinds), looked_up(name, site_kinds));
}

std::string paid(std::string_view type) {
  return fmt::format(
      "multiIf({0} IN ('Search', 'Social', 'Video', 'Shopping'), concat('Paid ', {0}), {0} = 'Display', {0}, "
      "NULL)",
      type);
}
std::string organic(std::string_view type) {
  return fmt::format("if({0} IN ('Search', 'Social', 'Video', 'Shopping'), concat('Organic ', {0}), {0})",
                     type);
}

constexpr std::string_view shop_pattern = "^(.*(([^a-df-z]|^)shop|shopping).*)$";

// Never null.
std::string condition_sql(const ChannelCondition& condition, const std::string& field, Bindings& bindings) {
  using enum ChannelCondition::Operator;
  if (condition.op == is_set) return fmt::format("isNotNull({})", field);
  if (condition.op == is_not_set) return fmt::format("isNull({})", field);
  std::string any;
  for (const auto& value : condition.values) {
    const auto bound = bindings.text(value);
    any += any.empty() ? "" : " OR ";
    if (condition.op == exact || condition.op == is_not)
      any += fmt::format("{} = {}", field, bound);
    else if (condition.op == icontains || condition.op == not_icontains)
      any += fmt::format("positionCaseInsensitiveUTF8({}, {}) > 0", field, bound);
    else
      any += fmt::format("match({}, {})", field, bound);
  }
  const bool negated = condition.op == is_not || condition.op == not_icontains || condition.op == not_regex;
  return fmt::format("{}ifNull({}, false)", negated ? "NOT " : "", any);
}

std::string rule_sql(const ChannelRule& rule, const ChannelFields& fields, Bindings& bindings) {
  std::vector<std::string> parts;
  for (const auto& condition : rule.conditions)
    parts.push_back(condition_sql(condition, fields.at(static_cast<std::size_t>(condition.field)), bindings));
  if (parts.empty()) return "true";
  return fmt::format("({})", fmt::join(parts, rule.any ? " OR " : " AND "));
}

}  // namespace

std::string channel_type(const ChannelInputs& in) {
  // What the tables say is named, so that they stand in the statement once.
  const std::string source = "source_type", domain = "domain_type", medium = "medium_type";
  const auto shopping = fmt::format("match(ifNull({}, ''), '{}')", in.campaign, shop_pattern);
  const auto video = fmt::format("position(ifNull({}, ''), 'video') > 0", in.campaign);
  const auto is_paid = fmt::format(
      "({0} IN ('cpc', 'cpm', 'cpv', 'cpa', 'ppc', 'retargeting') OR startsWith(ifNull({0}, ''), 'paid') OR "
      "isNotNull({1}) OR isNotNull({2}))",
      in.medium, in.gclid, in.gad_source);
  const auto from_paid = fmt::format(
      "coalesce({0}, if({1}, 'Paid Shopping', NULL), {2}, {3}, multiIf({4} = '1', 'Paid Search', {5}, 'Paid "
      "Video', "
      "isNotNull({6}), 'Paid Social', 'Paid Unknown'))",
      paid(source), shopping, paid(medium), paid(domain), in.gad_source, video, in.fbclid);
  const auto is_direct = fmt::format(
      "({0} = '$direct' AND isNull({1}) AND (isNull({2}) OR {2} IN ('(direct)', 'direct', '$direct')) AND "
      "isNull({3}))",
      in.referring_domain, in.medium, in.source, in.fbclid);
  const auto from_organic = fmt::format(
      "coalesce({0}, if({1}, 'Organic Shopping', NULL), {2}, {3}, multiIf({4}, 'Organic Video', "
      "endsWith(ifNull({5}, "
      "''), 'push'), 'Push', isNotNull({6}), 'Organic Social', {7} = '$direct', 'Direct', isNotNull({7}), "
      "'Referral', "
      "'Unknown'))",
      organic(source), shopping, organic(medium), organic(domain), video, in.medium, in.fbclid,
      in.referring_domain);
  return fmt::format(
      "arrayMap((source_type, domain_type, medium_type) -> assumeNotNull(multiIf(position(ifNull({}, ''), "
      "'cross-network') > 0, 'Cross Network', {}, {}, {}, 'Direct', {})), [{}], [{}], [{}])[1]",
      in.campaign, is_paid, from_paid, is_direct, from_organic, site_type(in.source),
      site_type(in.referring_domain), looked_up(in.medium, medium_kinds));
}

std::string custom_channel(std::span<const ChannelRule> rules, const ChannelFields& fields,
                           Bindings& bindings) {
  std::string cases;
  for (const auto& rule : rules)
    cases += fmt::format("{}, toNullable({}), ", rule_sql(rule, fields, bindings),
                         bindings.text(rule.channel_type));
  return fmt::format("multiIf({}CAST(NULL, 'Nullable(String)'))", cases);
}

}  // namespace leapfrog::query
