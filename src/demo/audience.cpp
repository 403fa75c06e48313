#include "demo/audience.h"

namespace leapfrog::demo {
namespace {

constexpr Place place_table[] = {
    {"US", "United States", "NA", "North America", "New York", 40.71, -74.01, "America/New_York", "en-US",
     14},
    {"US", "United States", "NA", "North America", "San Francisco", 37.77, -122.42, "America/Los_Angeles",
     "en-US", 10},
    {"US", "United States", "NA", "North America", "Chicago", 41.88, -87.63, "America/Chicago", "en-US", 7},
    {"US", "United States", "NA", "North America", "Denver", 39.74, -104.99, "America/Denver", "en-US", 4},
    {"GB", "United Kingdom", "EU", "Europe", "London", 51.51, -0.13, "Europe/London", "en-GB", 11},
    {"DE", "Germany", "EU", "Europe", "Berlin", 52.52, 13.4, "Europe/Berlin", "de-DE", 8},
    {"FR", "France", "EU", "Europe", "Paris", 48.86, 2.35, "Europe/Paris", "fr-FR", 5},
    {"NL", "Netherlands", "EU", "Europe", "Amsterdam", 52.37, 4.9, "Europe/Amsterdam", "nl-NL", 4},
    {"ES", "Spain", "EU", "Europe", "Madrid", 40.42, -3.7, "Europe/Madrid", "es-ES", 3},
    {"PL", "Poland", "EU", "Europe", "Warsaw", 52.23, 21.01, "Europe/Warsaw", "pl-PL", 3},
    {"SE", "Sweden", "EU", "Europe", "Stockholm", 59.33, 18.07, "Europe/Stockholm", "sv-SE", 2},
    {"IE", "Ireland", "EU", "Europe", "Dublin", 53.35, -6.26, "Europe/Dublin", "en-IE", 2},
    {"PT", "Portugal", "EU", "Europe", "Lisbon", 38.72, -9.14, "Europe/Lisbon", "pt-PT", 1.5},
    {"CA", "Canada", "NA", "North America", "Toronto", 43.65, -79.38, "America/Toronto", "en-CA", 5},
    {"BR", "Brazil", "SA", "South America", "São Paulo", -23.55, -46.63, "America/Sao_Paulo", "pt-BR", 4},
    {"MX", "Mexico", "NA", "North America", "Mexico City", 19.43, -99.13, "America/Mexico_City", "es-MX",
     1.5},
    {"IN", "India", "AS", "Asia", "Bengaluru", 12.97, 77.59, "Asia/Kolkata", "en-IN", 6},
    {"JP", "Japan", "AS", "Asia", "Tokyo", 35.68, 139.69, "Asia/Tokyo", "ja-JP", 2.5},
    {"SG", "Singapore", "AS", "Asia", "Singapore", 1.35, 103.82, "Asia/Singapore", "en-SG", 2},
    {"AU", "Australia", "OC", "Oceania", "Sydney", -33.87, 151.21, "Australia/Sydney", "en-AU", 3.5},
    {"NZ", "New Zealand", "OC", "Oceania", "Auckland", -36.85, 174.76, "Pacific/Auckland", "en-NZ", 1},
    {"ZA", "South Africa", "AF", "Africa", "Cape Town", -33.92, 18.42, "Africa/Johannesburg", "en-ZA", 1},
};

constexpr DeviceModel desktop_table[] = {
    {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
     "Chrome/141.0.0.0 "
     "Safari/537.36",
     "Chrome", 141, "Mac OS X", "10.15.7", "", "Desktop", 1728, 1117, 26},
    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 "
     "Safari/537.36",
     "Chrome", 141, "Windows", "10", "", "Desktop", 1920, 1080, 30},
    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
     "Safari/537.36",
     "Chrome", 140, "Windows", "10", "", "Desktop", 1536, 864, 8},
    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 "
     "Safari/537.36 Edg/141.0.0.0",
     "Microsoft Edge", 141, "Windows", "10", "", "Desktop", 1920, 1080, 10},
    {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 "
     "Safari/605.1.15",
     "Safari", 18.6, "Mac OS X", "10.15.7", "", "Desktop", 1470, 956, 14},
    {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox", 143,
     "Mac OS X", "10.15", "", "Desktop", 1728, 1117, 4},
    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox", 143,
     "Windows", "10", "", "Desktop", 2560, 1440, 4},
    {"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
     "Chrome", 141, "Linux", "", "", "Desktop", 2560, 1440, 3},
    {"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
     "Safari/537.36",
     "Chrome", 140, "Chrome OS", "14541.0.0", "", "Desktop", 1366, 768, 1},
};

constexpr DeviceModel phone_table[] = {
    {"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
     "Version/18.6 "
     "Mobile/15E148 Safari/604.1",
     "Mobile Safari", 18.6, "iOS", "18.6.0", "iPhone", "Mobile", 393, 852, 48},
    {"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile "
     "Safari/537.36",
     "Chrome", 141, "Android", "10", "Android", "Mobile", 412, 915, 32},
    {"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
     "CriOS/141.0.7390.41 Mobile/15E148 Safari/604.1",
     "Chrome iOS", 141, "iOS", "18.5.0", "iPhone", "Mobile", 430, 932, 7},
    {"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 "
     "Chrome/130.0.0.0 Mobile Safari/537.36",
     "Samsung Internet", 28, "Android", "10", "Android", "Mobile", 384, 854, 6},
    {"Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 "
     "Mobile/15E148 Safari/604.1",
     "Mobile Safari", 18.6, "iOS", "18.6.0", "iPad", "Tablet", 820, 1180, 7},
};

constexpr Channel channel_table[] = {
    {"$direct", "", "", "", "", 22, 1.2},
    {"$direct", "hedgerow", "email", "team-invitation", "", 0, 1},
    {"https://www.producthunt.com/", "producthunt", "referral", "launch", "", 0, 1.1},
    {"https://www.google.com/", "", "", "", "", 27, 1},
    {"https://www.google.com/", "google", "cpc", "project-portal-search", "gclid", 11, 1.1},
    {"https://www.google.com/", "google", "cpc", "competitor-alternatives", "gclid", 4, 1.3},
    {"https://www.bing.com/", "", "", "", "", 3, 1},
    {"https://duckduckgo.com/", "", "", "", "", 3, 1.1},
    {"https://www.linkedin.com/", "linkedin", "paid_social", "agency-owners", "li_fat_id", 6, 0.7},
    {"https://www.linkedin.com/", "", "", "", "", 3, 0.9},
    {"https://t.co/", "", "", "", "", 3, 0.6},
    {"https://news.ycombinator.com/", "", "", "", "", 3, 0.5},
    {"https://www.youtube.com/", "youtube", "video", "studio-tour", "", 2, 0.8},
    {"$direct", "newsletter", "email", "field-notes", "", 6, 1.5},
    {"https://chatgpt.com/", "chatgpt.com", "", "", "", 4, 1.6},
    {"https://www.reddit.com/", "", "", "", "", 3, 0.6},
    {"https://partners.example.org/", "brightside", "affiliate", "partner-directory", "", 2, 1.4},
    {"https://www.facebook.com/", "facebook", "paid_social", "retargeting-autumn", "fbclid", 3, 0.6},
};

}  // namespace

std::span<const Place> places() { return place_table; }
std::span<const DeviceModel> desktops() { return desktop_table; }
std::span<const DeviceModel> phones() { return phone_table; }
std::span<const Channel> channels() { return channel_table; }

}  // namespace leapfrog::demo
