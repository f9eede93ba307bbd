@NullMarked
package lab.launcher.mcp;

import org.jspecify.annotations.NullMarked;
