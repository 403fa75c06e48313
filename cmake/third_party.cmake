# Debian's packages, and sources shipped inside npm packages (pinned by package-lock.json).
set(NPM ${CMAKE_SOURCE_DIR}/node_modules)
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(date REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(DEPS REQUIRED IMPORTED_TARGET
  fmt spdlog libsodium libxxhash libdeflate libbrotlienc libbrotlidec libzstd liblz4 re2 libmaxminddb libcurl yaml-cpp)
# What pictures are drawn with: found by the one file that includes it, so that others keep their command lines.
pkg_check_modules(PICTURES REQUIRED freetype2 libpng)

add_library(sqlite STATIC ${NPM}/better-sqlite3/deps/sqlite3/sqlite3.c)
target_include_directories(sqlite SYSTEM PUBLIC ${NPM}/better-sqlite3/deps/sqlite3)
target_compile_definitions(sqlite PUBLIC
  SQLITE_THREADSAFE=2 SQLITE_DEFAULT_MEMSTATUS=0 SQLITE_DQS=0 SQLITE_OMIT_LOAD_EXTENSION
  SQLITE_OMIT_DEPRECATED SQLITE_OMIT_SHARED_CACHE SQLITE_ENABLE_FTS5 SQLITE_DEFAULT_WAL_SYNCHRONOUS=2)
target_compile_options(sqlite PRIVATE -O2 -w)

add_library(simdjson STATIC ${NPM}/@nozbe/simdjson/src/simdjson.cpp)
target_include_directories(simdjson SYSTEM PUBLIC ${NPM}/@nozbe/simdjson/src)
target_compile_options(simdjson PRIVATE -O2 -w)

add_library(leapfrog_third_party INTERFACE)
target_link_libraries(leapfrog_third_party INTERFACE
  sqlite simdjson PkgConfig::DEPS OpenSSL::SSL OpenSSL::Crypto ZLIB::ZLIB date::date-tz ${PICTURES_LIBRARIES} Threads::Threads ${CMAKE_DL_LIBS})
target_compile_definitions(leapfrog_third_party INTERFACE SPDLOG_FMT_EXTERNAL SPDLOG_COMPILED_LIB)
