/** The lab's other services, asked over HTTP: none of them can hold the page up. */
@NullMarked
package lab.console.service;

import org.jspecify.annotations.NullMarked;
