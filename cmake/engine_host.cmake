# leapfrog-engine: the one program that loads libchdb. The library crashes under sanitizers, so the program is
# built by the release preset only; tests under other presets use that one.
set(CHDB_DIRECTORY ${NPM}/@chdb/lib-linux-x64-gnu)

# The host's own parts that need no libchdb: tested and fuzzed under every preset.
set(engine_pure_sources ${engine_sources})
list(FILTER engine_pure_sources INCLUDE REGEX "/(statement|output_format|exception|request|body_codec|deduplication_log)\\.cpp$")
list(REMOVE_ITEM engine_sources ${engine_pure_sources})
add_library(leapfrog_engine_parts STATIC ${engine_pure_sources})
target_link_libraries(leapfrog_engine_parts PUBLIC leapfrog_core)
precompile(leapfrog_engine_parts)

if(NOT LEAPFROG_SANITIZE)
  add_executable(leapfrog-engine ${engine_sources})
  target_link_libraries(leapfrog-engine PRIVATE leapfrog_engine_parts ${CHDB_DIRECTORY}/libchdb.so)
  # Beside the program first, so that an installation can carry its own copy.
  set_target_properties(leapfrog-engine PROPERTIES
    BUILD_RPATH "$ORIGIN;${CHDB_DIRECTORY}" INSTALL_RPATH "$ORIGIN")
  add_custom_command(TARGET leapfrog-engine POST_BUILD
    COMMAND ${CMAKE_COMMAND} -E create_symlink ${CHDB_DIRECTORY}/libchdb.so $<TARGET_FILE_DIR:leapfrog-engine>/libchdb.so)
endif()

if(NOT LEAPFROG_SANITIZE STREQUAL "thread")
  add_executable(leapfrog-engine-tests ${engine_test_sources})
  target_link_libraries(leapfrog-engine-tests PRIVATE leapfrog_engine_parts GTest::gtest GTest::gtest_main)
  precompile_tests(leapfrog-engine-tests)
endif()
