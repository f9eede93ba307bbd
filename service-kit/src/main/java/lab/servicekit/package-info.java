/**
 * What every service shares: configuration, HTTP with health and metrics, and how parts say how
 * they are.
 */
@NullMarked
package lab.servicekit;

import org.jspecify.annotations.NullMarked;
