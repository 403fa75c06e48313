# Data files that the program reads at run time, in share/ beside it: links here, copies when packaged.
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/share)
file(CREATE_LINK ${NPM}/@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb
  ${CMAKE_BINARY_DIR}/share/geoip-country.mmdb SYMBOLIC)
file(CREATE_LINK ${NPM}/uap-core/regexes.yaml ${CMAKE_BINARY_DIR}/share/user-agents.yaml SYMBOLIC)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/share/fonts)
foreach(script latin latin-ext cyrillic greek)
  file(CREATE_LINK ${NPM}/@fontsource-variable/inter/files/inter-${script}-wght-normal.woff2
    ${CMAKE_BINARY_DIR}/share/fonts/inter-${script}.woff2 SYMBOLIC)
endforeach()
