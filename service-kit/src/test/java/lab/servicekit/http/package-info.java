@NullMarked
package lab.servicekit.http;

import org.jspecify.annotations.NullMarked;
