// How pictures look: the light colours of the web app (web/src/ui/tokens.css) and sizes for two pixels to the
// dot.
#pragma once

#include <array>

#include "pictures/canvas.h"

namespace leapfrog::pictures {

inline constexpr int picture_width = 1260;
inline constexpr double edge = 36;
inline constexpr std::array<Colour, 10> series_colours = {
    colour(0x2A9754), colour(0x2570CC), colour(0xE57C20), colour(0x7E4AC2), colour(0x21A3BC),
    colour(0xD32D48), colour(0xCEAA2E), colour(0xDB5DAB), colour(0x505C24), colour(0x586474)};
inline constexpr Colour ink = colour(0x171F1B);
inline constexpr Colour ink_2 = colour(0x49524D);
inline constexpr Colour ink_3 = colour(0x646D68);
inline constexpr Colour line_colour = colour(0xE1E5E2);
inline constexpr Colour axis_colour = colour(0xCDD3CF);
inline constexpr Colour good = colour(0x067132);
inline constexpr Colour bad = colour(0xBE2323);
inline constexpr Colour sunken = colour(0xF4F7F4);

}  // namespace leapfrog::pictures
