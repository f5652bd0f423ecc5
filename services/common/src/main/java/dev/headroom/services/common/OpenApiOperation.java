package dev.headroom.services.common;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code openapi/operations.json} says of one operation beyond what the code tells.
 *
 * @param tag the group that it is shown in
 * @param summary a few words
 * @param description a sentence or two, with the role that it needs
 * @param status of success
 * @param request an example of the body, or null
 * @param response an example of the answer
 * @param problems statuses of problem documents that may come
 */
public record OpenApiOperation(
    String tag,
    String summary,
    String description,
    String status,
    @Nullable Object request,
    @Nullable Object response,
    List<String> problems) {}
