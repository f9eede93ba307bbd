/**
 * What a language model's client may ask a lab, by the Model Context Protocol; it changes nothing.
 */
@NullMarked
package lab.launcher.mcp;

import org.jspecify.annotations.NullMarked;
