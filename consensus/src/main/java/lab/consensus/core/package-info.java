/**
 * The desk without bus, JSON, clock and threads: what happened goes in, requests come out. The live
 * desk wraps it, and so does whoever runs the past.
 */
@NullMarked
package lab.consensus.core;

import org.jspecify.annotations.NullMarked;
