# The web app and the SDK scripts as one object file. Generated again when web/dist or the script changes.
set(assets_dir ${CMAKE_BINARY_DIR}/assets)
file(GLOB_RECURSE web_dist CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/dist/*)
add_custom_command(
  OUTPUT ${assets_dir}/assets.cpp ${assets_dir}/assets.h
  COMMAND node ${CMAKE_SOURCE_DIR}/script/embed-assets.mjs ${assets_dir}
  DEPENDS ${CMAKE_SOURCE_DIR}/script/embed-assets.mjs ${CMAKE_SOURCE_DIR}/package-lock.json ${web_dist}
  COMMENT "Embedding the web app")
add_library(leapfrog_web_assets STATIC ${assets_dir}/assets.cpp)
target_include_directories(leapfrog_web_assets PUBLIC ${assets_dir} ${CMAKE_SOURCE_DIR}/src)
target_compile_options(leapfrog_web_assets PRIVATE -std=c++23 -w)
