/** A loopback HTTP service: routes, JSON, problems, tokens, streams of events. */
@NullMarked
package lab.servicekit.http;

import org.jspecify.annotations.NullMarked;
