#include "demo/names.h"

namespace leapfrog::demo {
namespace {

constexpr std::string_view first_names[] = {
    "Ada",     "Aisha",  "Alex",   "Amara", "Ana",   "Andre",  "Anika", "Arjun", "Astrid", "Ben",   "Bianca",
    "Camille", "Carlos", "Chen",   "Chloe", "Clara", "Daniel", "Deepa", "Diego", "Elena",  "Eli",   "Emma",
    "Erik",    "Fatima", "Felix",  "Freya", "Grace", "Hana",   "Hugo",  "Ines",  "Isaac",  "Ivy",   "Jakub",
    "James",   "Jonas",  "Julia",  "Kaito", "Karin", "Kofi",   "Lars",  "Leila", "Liam",   "Lucia", "Magda",
    "Marco",   "Maya",   "Mei",    "Milan", "Nadia", "Nina",   "Noah",  "Olga",  "Oscar",  "Pedro", "Priya",
    "Rafael",  "Ravi",   "Rosa",   "Ruth",  "Samir", "Sara",   "Sofia", "Soren", "Tara",   "Theo",  "Tomas",
    "Uma",     "Vera",   "Victor", "Wei",   "Yara",  "Yusuf",  "Zoe"};

constexpr std::string_view last_names[] = {
    "Adler",    "Alvarez",  "Andersen", "Baker",    "Banerjee",  "Bauer",  "Becker", "Bergman", "Brandt",
    "Brooks",   "Campbell", "Castro",   "Chen",     "Clarke",    "Costa",  "Dahl",   "Dubois",  "Evans",
    "Ferreira", "Fischer",  "Foster",   "Garcia",   "Gupta",     "Haas",   "Hansen", "Hoffman", "Hughes",
    "Ito",      "Iyer",     "Jansen",   "Jensen",   "Johansson", "Kaplan", "Keller", "Khan",    "Kim",
    "Kovac",    "Kowalski", "Larsen",   "Lee",      "Lopez",     "Marino", "Martin", "Mehta",   "Mensah",
    "Meyer",    "Moreau",   "Murphy",   "Nakamura", "Nguyen",    "Novak",  "Okafor", "Olsen",   "Park",
    "Patel",    "Pereira",  "Petrov",   "Reid",     "Rossi",     "Santos", "Sato",   "Schmidt", "Silva",
    "Singh",    "Suzuki",   "Tanaka",   "Torres",   "Turner",    "Vogel",  "Walsh",  "Weber",   "Wilson",
    "Wong",     "Zhang"};

constexpr std::string_view company_first[] = {
    "Harbour", "Northgate", "Juniper", "Bright",  "Copper",  "Willow", "Granite", "Maple",
    "Silver",  "Orchard",   "Lantern", "River",   "Summit",  "Cedar",  "Atlas",   "Beacon",
    "Meadow",  "Stone",     "Velvet",  "Ember",   "Kestrel", "Quarry", "Saffron", "Tidal",
    "Umber",   "Windmill",  "Bramble", "Foundry", "Pocket",  "Signal"};
constexpr std::string_view company_second[] = {"Pine",  "Field", "Works", "Lane", "Anchor", "Bridge",
                                               "House", "Fox",   "Yard",  "Loop", "North",  "Point",
                                               "Wood",  "Press", "Wren",  "Gate"};

struct Trade {
  std::string_view suffix;
  std::string_view slug;
  std::string_view industry;
};
constexpr Trade trades[] = {{"Studio", "studio", "Design"},
                            {"Agency", "agency", "Marketing"},
                            {"Architects", "architects", "Architecture"},
                            {"Consulting", "consulting", "Consulting"},
                            {"Films", "films", "Film and video"},
                            {"Interiors", "interiors", "Interior design"},
                            {"Digital", "digital", "Software"},
                            {"Events", "events", "Events"},
                            {"Legal", "legal", "Legal"},
                            {"Labs", "labs", "Software"}};

std::string lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

}  // namespace

PersonName person_name(Random& random) {
  PersonName name;
  name.first = random.pick(std::span<const std::string_view>(first_names));
  name.last = random.pick(std::span<const std::string_view>(last_names));
  name.address_part = lower_case(std::string(name.first) + "." + std::string(name.last));
  return name;
}

CompanyName company_name(Random& random) {
  const auto first = random.pick(std::span<const std::string_view>(company_first));
  const auto second = random.pick(std::span<const std::string_view>(company_second));
  const Trade& trade = random.pick(std::span<const Trade>(trades));
  CompanyName name;
  name.name = std::string(first) + " & " + std::string(second) + " " + std::string(trade.suffix);
  name.slug = lower_case(std::string(first) + "-" + std::string(second) + "-") + std::string(trade.slug);
  name.industry = trade.industry;
  return name;
}

}  // namespace leapfrog::demo
