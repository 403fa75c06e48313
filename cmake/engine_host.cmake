if(engine_sources)
  message(STATUS "engine host: ${engine_sources}")
endif()
